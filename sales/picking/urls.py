"""Addresses of the pages of picking, below a legal entity."""

from django.urls import path

from sales.picking.views import picking_dialogs as dialogs
from sales.picking.views import picking_lists as pages
from sales.picking.views.post_picking_lists import LinesPickingDialog, PickingDialog
from sales.views.order_lists import PartlyShippedList

app_name = "picking"

urlpatterns = [
    path("", pages.PickingListList.as_view(), name="picking-lists"),
    path("orders/", PickingDialog.as_view(), name="orders-post-picking-list"),
    path("lines/", LinesPickingDialog.as_view(), name="lines-post-picking-list"),
    path(
        "partly-shipped/",
        PickingDialog.as_view(list_class=PartlyShippedList, list_page="sales:partly-shipped"),
        name="partly-shipped-post-picking-list",
    ),
    path("orders/<int:pk>/", PickingDialog.as_view(), name="order-post-picking-list"),
    path("parameters/", pages.PickingParametersPage.as_view(), name="parameters"),
    path("register/", dialogs.RegisterDialog.as_view(), name="picking-lists-register"),
    path("<int:pk>/", pages.PickingListPage.as_view(), name="picking-list"),
    path("<int:pk>/register/", dialogs.RegisterDialog.as_view(), name="picking-list-register"),
    path("<int:pk>/unpick/", dialogs.UnpickDialog.as_view(), name="picking-list-unpick"),
    path("<int:pk>/cancel/", dialogs.CancelListDialog.as_view(), name="picking-list-cancel"),
    path("<int:pk>/pdf/", pages.PickingListPdf.as_view(), name="picking-list-pdf"),
    path("<int:pk>/print/", pages.PickingListPrint.as_view(), name="picking-list-print"),
]
