"""Addresses of the pages of customers, below a legal entity."""

from django.urls import path

from customers.views.customer_form import CustomerEdit, CustomerNew
from customers.views.customers import CustomerList, CustomerPage
from customers.views.holds import CustomerHold, CustomerRelease, CustomersHold, CustomersRelease
from customers.views.transactions import CustomerTransactionList, CustomerTransactionPage

app_name = "customers"

urlpatterns = [
    path("customers/", CustomerList.as_view(), name="customers"),
    path("customers/new/", CustomerNew.as_view(), name="customer-new"),
    path("customers/hold/", CustomersHold.as_view(), name="customers-hold"),
    path("customers/release/", CustomersRelease.as_view(), name="customers-release"),
    path("customers/<int:pk>/", CustomerPage.as_view(), name="customer"),
    path("customers/<int:pk>/edit/", CustomerEdit.as_view(), name="customer-edit"),
    path("customers/<int:pk>/hold/", CustomerHold.as_view(), name="customer-hold"),
    path("customers/<int:pk>/release/", CustomerRelease.as_view(), name="customer-release"),
    path("transactions/", CustomerTransactionList.as_view(), name="transactions"),
    path("transactions/<int:pk>/", CustomerTransactionPage.as_view(), name="transaction"),
]
