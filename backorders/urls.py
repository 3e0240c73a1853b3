"""Addresses of the pages of backorders, below a legal entity."""

from django.urls import path

from backorders.line_lists import LINE_LISTS
from backorders.views import dialogs, pages, transactions
from backorders.views.lists import BackorderList, ItemBackorderList, NoticeList, SupplyBackorderList
from backorders.views.paper import BackordersPdf
from backorders.views.sales_orders import OrderPriorityAction
from backorders.views.vendor_dates import VendorDatesDialog

app_name = "backorders"
ON_LINES = (("dates", dialogs.DatesDialog), ("inform", dialogs.InformDialog), ("reserve", dialogs.ReserveDialog))
"""What can be done with lines of the lists of sales as with those that wait for goods."""

urlpatterns = [
    path("customers/", BackorderList.as_view(), name="customers"),
    path("customers/print/", BackordersPdf.as_view(), name="print"),
    path("customers/switch/", transactions.LinesToTransactions.as_view(), name="lines-to-transactions"),
    path("customers/transactions/", transactions.BackorderTransactionList.as_view(), name="transactions"),
    path("customers/transactions/switch/", transactions.TransactionsToLines.as_view(), name="transactions-to-lines"),
    path("items/", ItemBackorderList.as_view(), name="items"),
    path("items/<int:pk>/", pages.ItemBackorderPage.as_view(), name="item"),
    path("vendors/", SupplyBackorderList.as_view(), name="vendors"),
    path("vendors/switch/", transactions.SuppliesToTransactions.as_view(), name="supplies-to-transactions"),
    path("vendors/transactions/", transactions.SupplyTransactionList.as_view(), name="supply-transactions"),
    path("vendors/transactions/switch/", transactions.TransactionsToSupplies.as_view(), name="supply-transactions-to-lines"),
    path("vendors/dates/", VendorDatesDialog.as_view(), name="vendor-dates"),
    path("notices/", NoticeList.as_view(), name="notices"),
    path("notices/<int:pk>/", pages.NoticePage.as_view(), name="notice"),
    path("split/", dialogs.SplitDialog.as_view(), name="split"),
    path("dates/", dialogs.DatesDialog.as_view(), name="dates"),
    path("inform/", dialogs.InformDialog.as_view(), name="inform"),
    path("orders/<int:pk>/priority/", OrderPriorityAction.as_view(), name="order-priority"),
    path("priority/", dialogs.PriorityDialog.as_view(), name="priority"),
    path("reserve/", dialogs.ReserveDialog.as_view(), name="reserve"),
    path("unreserve/", dialogs.UnreserveDialog.as_view(), name="unreserve"),
    path("purchase/", dialogs.PurchaseDialog.as_view(), name="purchase"),
    path("cancel/", dialogs.CancelDialog.as_view(), name="cancel"),
    path("pick/", pages.PickOrders.as_view(), name="pick"),
    path("deliver/", pages.DeliverOrders.as_view(), name="slip"),
    *(
        path(f"{part}/{action}/", dialog.as_view(list_class=listed, list_page=f"sales:{part}"), name=f"{part}-{action}")
        for part, listed in LINE_LISTS.items()
        for action, dialog in ON_LINES
    ),
]
