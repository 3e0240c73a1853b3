"""What was deleted of orders: the list of lines, and one deletion (sales.md §20, L17)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Field, Section, Total
from foundation.backoffice.formats import format_moment
from foundation.backoffice.lists import Search, Tab
from foundation.backoffice.views import DocumentPage, ListPage
from sales.filters import VoidedLineFilter
from sales.models import VoidedOrder, VoidedOrderLine
from sales.tables.voided_orders import VoidedLineTable, VoidedOrderTable
from sales.views.order_lists import VIEW


class VoidedOrderList(ListPage):
    """Voided sales orders: deleted lines, the latest first."""

    permission_required = export_permission = VIEW
    title = _("Voided sales orders")
    model, rows = VoidedOrderLine, "for_list"
    table_class = VoidedOrderTable
    filterset_class = VoidedLineFilter
    search = Search(rows="matching")
    tabs = (
        Tab("all", _("All")),
        Tab("orders", _("Whole orders"), rows="of_whole_orders"),
        Tab("lines", _("Lines of orders"), rows="alone"),
    )
    order_by = "-pk"
    empty_text = _("Orders and lines that somebody deleted stand here, when the sales parameters keep them.")


class VoidedOrderPage(DocumentPage):
    """One deletion: an order as it stood, or the lines that went."""

    permission_required = VIEW
    model, rows, title = VoidedOrder, "for_display", _("Voided sales order")
    list_page = "sales:voided-orders"
    lines_table_class = VoidedLineTable
    with_notes = False

    @property
    def status(self) -> tuple[str, str]:
        """Return whether the whole order went."""
        return (str(_("Order deleted")), "red") if self.object.whole_order else (str(_("Lines deleted")), "amber")

    def party(self, document: Any) -> tuple[str, str]:
        """Return the customer."""
        return f"{document.customer.name} ({document.customer.account})", self.url("customers:customer", pk=document.customer_id)

    def sections(self, document: Any) -> list[Section]:
        """Return what is known of the order, and of who deleted it."""
        return [
            Section(
                _("General"),
                [
                    Field(_("Order type"), document.get_order_type_display()),
                    Field(_("Order date"), document.order_date),
                    Field(_("Customer reference"), document.customer_reference),
                ],
            ),
            Section(
                _("Deleted"),
                [Field(_("Deleted by"), document.voided_by), Field(_("Deleted at"), format_moment(document.voided_at))],
            ),
        ]

    def lines(self, document: Any) -> Iterable[Any]:
        """Return the lines that went."""
        return VoidedOrderLine.of(self.entity).of_record(document.pk)

    def totals(self, document: Any) -> list[Total]:
        """Return what the order came to before."""
        return [Total(_("Order amount excl. tax"), document.order_amount, document.currency_id, strong=True)]
