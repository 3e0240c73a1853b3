"""Addresses of the pages of customers, below a legal entity."""

from django.urls import URLPattern, include, path
from django.views import View

from customers.setup_urls import setup_patterns
from customers.views.address_book import (
    AddressEdit,
    AddressRemove,
    ContactPersonEdit,
    ContactPersonRemove,
    ElectronicAddressEdit,
    ElectronicAddressRemove,
)
from customers.views.customer_form import CustomerEdit, CustomerNew
from customers.views.customers import CustomerList, CustomerPage
from customers.views.holds import CustomerHold, CustomerRelease, CustomersHold, CustomersRelease
from customers.views.prospects import ConvertProspect, ProspectEdit, ProspectList, ProspectPage
from customers.views.statuses import CustomerActivate, CustomerDeactivate, CustomerDelete
from customers.views.transactions import CustomerTransactionList, CustomerTransactionPage

app_name = "customers"


def _address_book(part: str, name: str, edit: type[View], remove: type[View]) -> list[URLPattern]:
    """Return the addresses of one part of a customer's address book."""
    base = f"customers/<int:customer>/{part}/"
    return [
        path(f"{base}new/", edit.as_view(), name=f"{name}-new"),
        path(f"{base}<int:pk>/", edit.as_view(), name=f"{name}-edit"),
        path(f"{base}<int:pk>/remove/", remove.as_view(), name=f"{name}-remove"),
    ]


urlpatterns = [
    path("customers/", CustomerList.as_view(), name="customers"),
    path("customers/new/", CustomerNew.as_view(), name="customer-new"),
    path("customers/hold/", CustomersHold.as_view(), name="customers-hold"),
    path("customers/release/", CustomersRelease.as_view(), name="customers-release"),
    path("customers/<int:pk>/", CustomerPage.as_view(), name="customer"),
    path("customers/<int:pk>/edit/", CustomerEdit.as_view(), name="customer-edit"),
    path("customers/<int:pk>/hold/", CustomerHold.as_view(), name="customer-hold"),
    path("customers/<int:pk>/deactivate/", CustomerDeactivate.as_view(), name="customer-deactivate"),
    path("customers/<int:pk>/activate/", CustomerActivate.as_view(), name="customer-activate"),
    path("customers/<int:pk>/delete/", CustomerDelete.as_view(), name="customer-delete"),
    path("customers/<int:pk>/release/", CustomerRelease.as_view(), name="customer-release"),
    *_address_book("addresses", "address", AddressEdit, AddressRemove),
    *_address_book("numbers", "number", ElectronicAddressEdit, ElectronicAddressRemove),
    *_address_book("contacts", "contact", ContactPersonEdit, ContactPersonRemove),
    path("prospects/", ProspectList.as_view(), name="prospects"),
    path("prospects/new/", ProspectEdit.as_view(), name="prospect-new"),
    path("prospects/<int:pk>/", ProspectPage.as_view(), name="prospect"),
    path("prospects/<int:pk>/edit/", ProspectEdit.as_view(), name="prospect-edit"),
    path("prospects/<int:pk>/convert/", ConvertProspect.as_view(), name="prospect-convert"),
    path("transactions/", CustomerTransactionList.as_view(), name="transactions"),
    path("set-up/", include(setup_patterns)),
    path("transactions/<int:pk>/", CustomerTransactionPage.as_view(), name="transaction"),
]
