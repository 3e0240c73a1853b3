"""Addresses of the pages of invoicing, below a legal entity."""

from django.urls import path

from invoicing.views.crediting import CreditInvoice
from invoicing.views.invoices import CustomerInvoiceList, CustomerInvoicePage, OpenInvoiceList
from invoicing.views.paper import InvoiceCopy, InvoicePdf, InvoicePrint, InvoiceSend, InvoicesPdf
from invoicing.views.parameters import InvoicingParametersPage
from invoicing.views.post_invoices import InvoiceSlips, PostInvoices, PostShippedInvoices, PrintProFormas, ProFormaPdf
from sales.views.order_lists import PartlyShippedList
from sales.views.subscriptions import SubscriptionList

app_name = "invoicing"

urlpatterns = [
    path("invoices/", CustomerInvoiceList.as_view(), name="invoices"),
    path("invoices/open/", OpenInvoiceList.as_view(), name="open-invoices"),
    path("invoices/print/", InvoicesPdf.as_view(), name="invoices-print"),
    path("invoices/<int:pk>/", CustomerInvoicePage.as_view(), name="invoice"),
    path("invoices/<int:pk>/pdf/", InvoicePdf.as_view(), name="invoice-pdf"),
    path("invoices/<int:pk>/print/", InvoicePrint.as_view(), name="invoice-print"),
    path("invoices/<int:pk>/credit/", CreditInvoice.as_view(), name="invoice-credit"),
    path("invoices/<int:pk>/copy/", InvoiceCopy.as_view(), name="invoice-copy"),
    path("invoicing/parameters/", InvoicingParametersPage.as_view(), name="parameters"),
    path("invoices/<int:pk>/send/", InvoiceSend.as_view(), name="invoice-send"),
    path("orders/<int:pk>/invoice/", PostInvoices.as_view(), name="order-invoice"),
    path("orders/invoice/", PostInvoices.as_view(), name="orders-invoice"),
    path(
        "orders/partly-shipped/invoice/",
        PostInvoices.as_view(list_class=PartlyShippedList, list_page="sales:partly-shipped"),
        name="partly-shipped-invoice",
    ),
    path(
        "orders/subscriptions/invoice/",
        PostInvoices.as_view(list_class=SubscriptionList, list_page="sales:subscriptions"),
        name="subscriptions-invoice",
    ),
    path("packing-slips/invoice/", InvoiceSlips.as_view(), name="packing-slips-invoice"),
    path("orders/shipped/invoice/", PostShippedInvoices.as_view(), name="shipped-invoice"),
    path("orders/<int:pk>/pro-forma/", PrintProFormas.as_view(), name="order-pro-forma"),
    path("orders/pro-forma/", PrintProFormas.as_view(), name="orders-pro-forma"),
    path("pro-formas/<int:pk>/pdf/", ProFormaPdf.as_view(), name="pro-forma-pdf"),
]
