"""The page of one item, the page of one message, and the ways to the documents of the chosen lines' orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backorders.errors import NothingReserved
from backorders.item_lines import item_lines
from backorders.models import Backorder, CustomerNotice, ItemBackorder
from backorders.services.reservations import orders_with_reservations
from backorders.tables import ItemLineTable, NoticeLineTable
from backorders.views.lists import VIEW, BackorderList
from foundation.backoffice.documents import Action, Field, Notice, Section
from foundation.backoffice.formats import format_quantity
from foundation.backoffice.views import DocumentPage
from foundation.backoffice.views.selection import SelectionView


class ItemBackorderPage(DocumentPage):
    """What leaves and what comes of one item in one warehouse, merged by date."""

    permission_required = VIEW
    model, rows, title = ItemBackorder, "for_display", _("Backorders of an item")
    list_page = "backorders:items"
    lines_table_class = ItemLineTable
    lines_title = _("Sales and purchase order lines")
    with_notes, has_card = False, False

    def sections(self, stock: Any) -> list[Section]:
        """Return what there is, what is ordered and what is short."""
        here = [
            Field(_("Item"), f"{stock.item.number} · {stock.item.name}"),
            Field(_("Warehouse"), stock.warehouse.code),
            Field(_("Unit"), stock.item.inventory_unit.code),
            Field(_("Physical inventory"), format_quantity(stock.physical_quantity)),
            Field(_("Physical reserved"), format_quantity(stock.reserved_physical)),
            Field(_("Available physical"), format_quantity(stock.available_quantity)),
        ]
        coming = [
            Field(_("Ordered in total"), format_quantity(stock.ordered)),
            Field(_("On order"), format_quantity(stock.on_order)),
            Field(_("Total available"), format_quantity(stock.total_quantity)),
            Field(_("Shortage"), format_quantity(stock.shortage)),
            Field(_("Sales orders"), stock.order_count, url=self.lines_url(stock)),
            Field(_("First receipt"), stock.first_receipt),
        ]
        return [Section(_("Stock"), here), Section(_("Orders"), coming)]

    def notices(self, stock: Any) -> list[Notice]:
        """Say what is short."""
        if not stock.shortage:
            return []
        short = {"quantity": format_quantity(stock.shortage), "unit": stock.item.inventory_unit.code}
        told = gettext("%(quantity)s %(unit)s are short of what was promised until today.") % short
        return [Notice("red", told, self.lines_url(stock))]

    def lines_url(self, stock: Any) -> str:
        """Return the list of the lines that wait for it, where they can be acted on."""
        query = urlencode({"tab": "all", "item": stock.item.number, "warehouse": stock.warehouse.code})
        return self.url("backorders:customers", query)

    def lines(self, stock: Any) -> Any:
        """Return the lines of both directions."""
        return item_lines(self.entity, stock)


class NoticePage(DocumentPage):
    """One message as the customer read it; printed from the browser for those who get paper."""

    permission_required = VIEW
    model, rows, title = CustomerNotice, "for_list", _("Customer notice")
    list_page = "backorders:notices"
    lines_table_class = NoticeLineTable
    template_name = "backorders/notice.html"
    has_card = False
    actions: ClassVar[Sequence[Action]] = ()

    def party(self, notice: Any) -> tuple[str, str]:
        """Return the customer."""
        return notice.customer.name, self.url("customers:customer", pk=notice.customer_id)

    def sections(self, notice: Any) -> list[Section]:
        """Return when and how it was told."""
        fields = [
            Field(_("Date"), notice.date),
            Field(_("Sent to"), notice.sent_to or _("On paper")),
            Field(_("Language"), notice.language),
            Field(_("Written by"), notice.created_by),
        ]
        return [Section(_("Message"), fields)]

    def lines(self, notice: Any) -> Any:
        """Return the lines that it speaks of."""
        return notice.lines.select_related("sales_line__order")


class OrdersOfLines(SelectionView):
    """Leads from chosen lines to a dialog over their orders."""

    permission_required = VIEW
    model, list_class, list_page = Backorder, BackorderList, "backorders:customers"
    dialog: ClassVar[str] = ""
    most = 500

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Lead to the dialog with the orders of the lines."""
        if not self.is_selection_possible:
            return self.to_select_again()
        try:
            orders = orders_with_reservations(self.entity, self.keys)
        except NothingReserved as refusal:
            messages.warning(self.request, str(refusal))
            return self.go(self.back_url)
        return self.go(self.url(self.dialog, "selected=" + ",".join(map(str, orders))))


class PickOrders(OrdersOfLines):
    """Post picking lists for the orders of chosen lines."""

    permission_required = "picking.post_pickinglist"
    title, dialog = _("Post picking list"), "picking:orders-post-picking-list"


class DeliverOrders(OrdersOfLines):
    """Post packing slips for the orders of chosen lines."""

    permission_required = "sales.post_packingslip"
    title, dialog = _("Post packing slip"), "sales:orders-post-packing-slip"
