"""The lists of orders and order lines: All sales orders, Shipped but not invoiced, Open lines (sales.md §20)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import BulkAction, Search, Tab
from foundation.backoffice.views import ListPage
from sales.filters import OpenLineFilter, OpenOrderFilter, PastDueFilter, ReservationFilter, SalesOrderFilter, ShippedNotInvoicedFilter
from sales.models import SalesOrder, SalesOrderLine
from sales.statuses import SalesStatus
from sales.tables.late_lines import DelayedLineTable, PastDueTable
from sales.tables.orders import (
    JournalOrderTable,
    OpenLineTable,
    PartlyShippedTable,
    ReservationTable,
    SalesOrderTable,
    ShippedNotInvoicedTable,
)

VIEW, RESERVE = "sales.view_salesorder", "inventory.reserve_stock"


def order_actions(part: str) -> tuple[BulkAction, ...]:
    """Return what can be done with selected orders of a list: each list has dialogs of its own, which select from its rows."""
    return (
        BulkAction("confirm", _("Confirm"), f"sales:{part}-confirm", "sales.confirm_salesorder", icon="check"),
        BulkAction(
            "post_packing_slip", _("Post packing slip"), f"sales:{part}-post-packing-slip", "sales.post_packingslip", icon="truck-delivery"
        ),
        BulkAction("hold", _("Put on hold"), f"sales:{part}-hold", "sales.place_hold", icon="player-pause"),
    )


def slip_of_lines(part: str) -> BulkAction:
    """Return the action that posts packing slips of selected lines of a list."""
    return BulkAction(
        "post_packing_slip", _("Post packing slip"), f"sales:{part}-post-packing-slip", "sales.post_packingslip", icon="truck-delivery"
    )


class SalesOrderList(ListPage):
    """All sales orders."""

    permission_required = export_permission = VIEW
    title = _("All sales orders")
    model, rows = SalesOrder, "for_list"
    table_class = SalesOrderTable
    filterset_class = OpenOrderFilter
    search = Search(rows="matching", order_by="-number_folded")
    tabs: ClassVar[Sequence[Tab]] = (
        Tab("all", _("All")),
        Tab("open", _("Open"), rows="open"),
        Tab("unconfirmed", _("Unconfirmed"), rows="unconfirmed"),
        Tab("late", _("Late"), rows="late", counted="late_to_count"),
        Tab("hold", _("On hold"), rows="on_hold", counted="on_hold_to_count"),
        Tab("delivered", _("Delivered"), rows="delivered"),
        Tab("invoiced", _("Invoiced"), rows="invoiced"),
        Tab("cancelled", _("Cancelled"), rows="cancelled"),
    )
    order_by = "-number_folded"
    reads = ("number", "status", "do_not_process", "confirmed_ship_date", "requested_ship_date")
    create_page, create_permission, create_label = "sales:order-new", "sales.change_salesorder", _("New order")
    bulk_actions: ClassVar[Sequence[BulkAction]] = order_actions("orders")
    empty_text = _("Orders of your customers stand here, from entry to invoice.")

    def row_tone(self, record: Any) -> str:
        """Mark orders on hold and orders that should have left."""
        if record.do_not_process:
            return "warning"
        ship_date = record.confirmed_ship_date or record.requested_ship_date
        return "danger" if record.status == SalesStatus.OPEN and ship_date < self.entity.today() else ""


class JournalOrderList(ListPage):
    """Drafts of orders, the oldest first: nothing is reserved for them, and no document comes of them yet (list L3)."""

    permission_required = export_permission = VIEW
    title = _("Journal orders")
    model, rows = SalesOrder, "for_draft_list"
    table_class = JournalOrderTable
    filterset_class = SalesOrderFilter
    search = Search(rows="matching", order_by="-number_folded")
    order_by = "order_date"
    reads = ()
    create_page, create_permission, create_label = "sales:order-new", "sales.change_salesorder", _("New order")
    bulk_actions = (BulkAction("hold", _("Put on hold"), "sales:journals-hold", "sales.place_hold", icon="player-pause"),)
    empty_text = _("No order waits as a journal. A new order of the type Journal stands here until its type changes.")


class ShippedNotInvoicedList(ListPage):
    """Orders with deliveries that no invoice covers yet, oldest first."""

    permission_required = export_permission = VIEW
    title = _("Shipped but not invoiced")
    model, rows = SalesOrder, "for_shipped_list"
    table_class = ShippedNotInvoicedTable
    filterset_class = ShippedNotInvoicedFilter
    search = Search(rows="matching", order_by="-number_folded")
    tabs: ClassVar[Sequence[Tab]] = (
        Tab("all", _("All")),
        Tab("ready", _("Ready to invoice"), rows="not_on_hold"),
        Tab("hold", _("On hold"), rows="stopped"),
    )
    order_by = "order_date"
    reads = ("number", *ShippedNotInvoicedTable.base_columns["hold"].also_reads)
    empty_text = _("Everything that was shipped is invoiced.")

    def row_tone(self, record: Any) -> str:
        """Mark what a hold keeps from being invoiced."""
        column = ShippedNotInvoicedTable.base_columns["hold"]
        return "warning" if column.reason(record, self) else ""


class PartlyShippedList(SalesOrderList):
    """Orders of which a part left, the oldest first (list L12)."""

    title = _("Partly shipped orders")
    rows = "for_partly_shipped_list"
    table_class = PartlyShippedTable
    tabs: ClassVar[Sequence[Tab]] = (Tab("all", _("All")), Tab("late", _("Late"), rows="late"), Tab("hold", _("On hold"), rows="on_hold"))
    order_by = "order_date"
    create_page = ""
    bulk_actions = order_actions("partly-shipped")
    empty_text = _("Every order left as a whole, or not at all.")


class OpenLineList(ListPage):
    """Order lines with something left to deliver, by ship date."""

    permission_required = export_permission = VIEW
    title = _("Open sales order lines")
    model, rows = SalesOrderLine, "for_open_list"
    table_class = OpenLineTable
    filterset_class = OpenLineFilter
    search = Search(rows="matching")
    tabs: ClassVar[Sequence[Tab]] = (
        Tab("all", _("All")),
        Tab("due", _("Due"), rows="due"),
        Tab("late", _("Late"), rows="late"),
        Tab("hold", _("On hold"), rows="of_held_orders"),
    )
    order_by = "requested_ship_date"
    reads = ("line_number", "order__number", "order__do_not_process", "stopped", "confirmed_ship_date", "requested_ship_date")
    bulk_actions: ClassVar[Sequence[BulkAction]] = (slip_of_lines("open-lines"),)
    empty_text = _("Every ordered line is delivered.")

    def row_tone(self, record: Any) -> str:
        """Mark lines that are stopped, on hold or late."""
        if record.stopped or record.order.do_not_process:
            return "warning"
        return "danger" if (record.confirmed_ship_date or record.requested_ship_date) < self.entity.today() else ""


class ReadyToShipList(OpenLineList):
    """Lines that may leave today: not stopped, due, and there (list L11)."""

    title = _("Ready to ship")
    rows = "for_ready_list"
    tabs: ClassVar[Sequence[Tab]] = (Tab("all", _("All")), Tab("late", _("Late"), rows="late"))
    bulk_actions = (slip_of_lines("ready-to-ship"),)
    empty_text = _("Nothing that is due and there waits to be shipped.")


class ReservationList(ListPage):
    """Lines that wait for goods of stock, with what is reserved of them and what lies free (list L26)."""

    permission_required = export_permission = VIEW
    title = _("Reservations")
    model, rows = SalesOrderLine, "for_reservation_list"
    table_class = ReservationTable
    filterset_class = ReservationFilter
    search = Search(rows="matching")
    tabs: ClassVar[Sequence[Tab]] = (
        Tab("all", _("All")),
        Tab("reserved", _("Reserved"), rows="with_reservation"),
        Tab("possible", _("More to reserve"), rows="more_to_reserve"),
    )
    order_by = "requested_ship_date"
    bulk_actions = (
        BulkAction("change", _("Change reservation"), "sales:reservations-change", RESERVE, icon="pencil"),
        BulkAction("reserve", _("Reserve what is there"), "sales:reservations-reserve", RESERVE, icon="lock"),
        BulkAction("release", _("Release"), "sales:reservations-release", RESERVE, icon="lock-open"),
    )
    empty_text = _("No line of an order waits for goods of stock.")


class PastDueList(ListPage):
    """Lines that should have left already, the longest overdue first (list L7)."""

    permission_required = export_permission = VIEW
    title = _("Past-due deliveries")
    model, rows = SalesOrderLine, "for_past_due_list"
    table_class = PastDueTable
    filterset_class = PastDueFilter
    search = Search(rows="matching")
    tabs: ClassVar[Sequence[Tab]] = (
        Tab("all", _("All")),
        Tab("free", _("Not on hold"), rows="not_on_hold"),
        Tab("hold", _("On hold"), rows="of_held_orders"),
    )
    order_by = "promised_ship"
    bulk_actions = (slip_of_lines("past-due"),)
    empty_text = _("Everything that was promised until yesterday has left.")


class DelayedLineList(ListPage):
    """Lines that were promised later than the customer wished (list L8)."""

    permission_required = export_permission = VIEW
    title = _("Delayed order lines")
    model, rows = SalesOrderLine, "for_delayed_list"
    table_class = DelayedLineTable
    filterset_class = OpenLineFilter
    search = Search(rows="matching")
    order_by = "requested_ship_date"
    empty_text = _("No line was promised later than the customer wished.")
