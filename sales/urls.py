"""Addresses of the pages of sales, below a legal entity."""

from django.urls import path

from sales.views.order_lists import OpenLineList, SalesOrderList, ShippedNotInvoicedList
from sales.views.order_page import SalesOrderPage
from sales.views.posted_documents import OrderConfirmationPage, PackingSlipList, PackingSlipPage

app_name = "sales"

urlpatterns = [
    path("orders/", SalesOrderList.as_view(), name="orders"),
    path("orders/shipped-not-invoiced/", ShippedNotInvoicedList.as_view(), name="shipped-not-invoiced"),
    path("orders/open-lines/", OpenLineList.as_view(), name="open-lines"),
    path("orders/<int:pk>/", SalesOrderPage.as_view(), name="order"),
    path("confirmations/<int:pk>/", OrderConfirmationPage.as_view(), name="confirmation"),
    path("packing-slips/", PackingSlipList.as_view(), name="packing-slips"),
    path("packing-slips/<int:pk>/", PackingSlipPage.as_view(), name="packing-slip"),
]
