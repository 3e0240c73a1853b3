"""Addresses of the set-up pages of customers."""

from django.urls import URLPattern, path
from django.views import View

from customers.views import setup


def _pages(part: str, many: str, one: str, views: tuple[type[View], type[View], type[View]]) -> list[URLPattern]:
    """Return list, new, change and delete of one kind of record."""
    of_all, edit, delete = views
    return [
        path(f"{part}/", of_all.as_view(), name=many),
        path(f"{part}/new/", edit.as_view(), name=f"{one}-new"),
        path(f"{part}/<int:pk>/", edit.as_view(), name=f"{one}-edit"),
        path(f"{part}/<int:pk>/delete/", delete.as_view(), name=f"{one}-delete"),
    ]


setup_patterns: list[URLPattern] = [
    *_pages("groups", "groups", "group", (setup.CustomerGroupList, setup.CustomerGroupEdit, setup.CustomerGroupDelete)),
    *_pages(
        "discount-groups",
        "discount-groups",
        "discount-group",
        (setup.DiscountGroupList, setup.DiscountGroupEdit, setup.DiscountGroupDelete),
    ),
    *_pages("credit-groups", "credit-groups", "credit-group", (setup.CreditGroupList, setup.CreditGroupEdit, setup.CreditGroupDelete)),
    *_pages(
        "payment-methods",
        "payment-methods",
        "payment-method",
        (setup.PaymentMethodList, setup.PaymentMethodEdit, setup.PaymentMethodDelete),
    ),
    *_pages(
        "delivery-terms", "delivery-terms", "delivery-terms", (setup.DeliveryTermsList, setup.DeliveryTermsEdit, setup.DeliveryTermsDelete)
    ),
    *_pages(
        "delivery-modes", "delivery-modes", "delivery-mode", (setup.DeliveryModeList, setup.DeliveryModeEdit, setup.DeliveryModeDelete)
    ),
    *_pages(
        "posting-profiles",
        "posting-profiles",
        "posting-profile",
        (setup.PostingProfileList, setup.PostingProfileEdit, setup.PostingProfileDelete),
    ),
    path("parameters/", setup.CustomerParametersPage.as_view(), name="parameters"),
]
