"""Addresses of the pages of purchasing, below a legal entity."""

from django.urls import path

from purchasing.views import purchase_orders as orders
from purchasing.views.lists import DirectDeliveryList, ProductReceiptList, PurchaseLineList, PurchaseOrderList
from purchasing.views.sales_orders import DirectDeliveryAction, OrderForSalesAction
from purchasing.views.setup import PRIMARY_VENDORS, VENDORS

app_name = "purchasing"

urlpatterns = [
    path("orders/", PurchaseOrderList.as_view(), name="purchase-orders"),
    path("orders/new/", orders.PurchaseOrderNew.as_view(), name="purchase-order-new"),
    path("orders/<int:pk>/", orders.PurchaseOrderPage.as_view(), name="purchase-order"),
    path("orders/<int:pk>/receive/", orders.ReceiveAction.as_view(), name="purchase-order-receive"),
    path("orders/<int:pk>/dates/", orders.ConfirmDatesAction.as_view(), name="purchase-order-dates"),
    path("orders/<int:pk>/cancel/", orders.CancelPurchaseAction.as_view(), name="purchase-order-cancel"),
    path("lines/", PurchaseLineList.as_view(), name="purchase-lines"),
    path("receipts/", ProductReceiptList.as_view(), name="product-receipts"),
    path("receipts/<int:pk>/", orders.ProductReceiptPage.as_view(), name="product-receipt"),
    path("sales-orders/<int:pk>/purchase/", OrderForSalesAction.as_view(), name="order-for-sales"),
    path("sales-orders/<int:pk>/direct-delivery/", DirectDeliveryAction.as_view(), name="direct-delivery"),
    path("direct-deliveries/", DirectDeliveryList.as_view(), name="direct-deliveries"),
    *VENDORS.urls(),
    *PRIMARY_VENDORS.urls(),
]
