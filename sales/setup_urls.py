"""Addresses of the set-up pages of sales."""

from django.urls import URLPattern, path
from django.views import View

from sales.views import setup


def _pages(part: str, one: str, views: tuple[type[View], type[View], type[View]]) -> list[URLPattern]:
    """Return list, new, change and delete of one kind of record."""
    of_all, edit, delete = views
    return [
        path(f"{part}/", of_all.as_view(), name=part),
        path(f"{part}/new/", edit.as_view(), name=f"{one}-new"),
        path(f"{part}/<int:pk>/", edit.as_view(), name=f"{one}-edit"),
        path(f"{part}/<int:pk>/delete/", delete.as_view(), name=f"{one}-delete"),
    ]


setup_patterns: list[URLPattern] = [
    *_pages("hold-codes", "hold-code", (setup.HoldCodeList, setup.HoldCodeEdit, setup.HoldCodeDelete)),
    *_pages("reason-codes", "reason-code", (setup.ReasonCodeList, setup.ReasonCodeEdit, setup.ReasonCodeDelete)),
    *_pages("charge-codes", "charge-code", (setup.ChargeCodeList, setup.ChargeCodeEdit, setup.ChargeCodeDelete)),
    *_pages("auto-charges", "auto-charge", (setup.AutoChargeList, setup.AutoChargeEdit, setup.AutoChargeDelete)),
    path("parameters/", setup.SalesParametersPage.as_view(), name="parameters"),
]
