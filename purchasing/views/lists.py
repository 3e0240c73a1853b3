"""The lists of purchasing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import Search, Tab
from foundation.backoffice.views import ListPage
from purchasing.filters import ProductReceiptFilter, PurchaseLineFilter, PurchaseOrderFilter
from purchasing.models import ProductReceipt, PurchaseOrder, PurchaseOrderLine
from purchasing.statuses import PurchaseStatus
from purchasing.tables import DirectDeliveryTable, ProductReceiptTable, PurchaseLineTable, PurchaseOrderTable

VIEW, CHANGE = "purchasing.view_purchaseorder", "purchasing.change_purchaseorder"


class PurchaseOrderList(ListPage):
    """All purchase orders."""

    permission_required = export_permission = VIEW
    title = _("Purchase orders")
    model, rows = PurchaseOrder, "for_list"
    table_class = PurchaseOrderTable
    filterset_class = PurchaseOrderFilter
    search = Search(rows="matching", order_by="-number_folded")
    tabs = (
        Tab("all", _("All")),
        Tab("open", _("Open"), rows="open"),
        Tab("late", _("Late"), rows="late"),
        Tab("received", _("Received"), rows="received"),
    )
    order_by = "-number_folded"
    create_page, create_permission, create_label = "purchasing:purchase-order-new", CHANGE, _("New purchase order")
    empty_text = _("What is ordered from vendors stands here.")


class PurchaseLineList(ListPage):
    """Lines of all purchase orders."""

    permission_required = export_permission = VIEW
    title = _("Purchase order lines")
    model, rows = PurchaseOrderLine, "for_list"
    table_class = PurchaseLineTable
    filterset_class = PurchaseLineFilter
    search = Search(prefix=("order__number", "item__number", "order__vendor__account"), contains=("name",))
    tabs = (Tab("open", _("To receive"), rows="open"), Tab("late", _("Late"), rows="late"), Tab("all", _("All")))
    order_by = "due_date"
    empty_text = _("What is still to come from vendors stands here, line by line.")

    def row_tone(self, record: Any) -> str:
        """Mark lines that should have come."""
        return "danger" if record.status == PurchaseStatus.OPEN and record.due_date < self.entity.today() else ""


class DirectDeliveryList(ListPage):
    """What vendors still have to deliver to customers (list L15)."""

    permission_required = export_permission = VIEW
    title = _("Direct delivery lines")
    model, rows = PurchaseOrderLine, "for_list"
    table_class = DirectDeliveryTable
    filterset_class = PurchaseLineFilter
    search = Search(prefix=("order__number", "sales_line__order__number", "item__number"), contains=("order__vendor__name",))
    tabs = (Tab("open", _("To deliver"), rows="direct"), Tab("unconfirmed", _("Not confirmed"), rows="direct_unconfirmed"))
    order_by = "due_date"
    empty_text = _("What vendors deliver straight to customers stands here until it is delivered.")

    def row_tone(self, record: Any) -> str:
        """Mark lines that should have been delivered."""
        return "danger" if record.due_date < self.entity.today() else ""


class ProductReceiptList(ListPage):
    """All product receipts."""

    permission_required = export_permission = VIEW
    title = _("Product receipts")
    model, rows = ProductReceipt, "for_list"
    table_class = ProductReceiptTable
    filterset_class = ProductReceiptFilter
    search = Search(prefix=("number", "order__number", "vendor_packing_slip"), contains=("order__vendor__name",))
    order_by = "-pk"
    empty_text = _("What came in stands here once its receipt is posted.")
