"""Columns of the lists of backorders (sales.md §19)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.backoffice.lists import (
    SHORT,
    AmountColumn,
    BooleanColumn,
    DateColumn,
    LinkColumn,
    ListTable,
    NumberColumn,
    QuantityColumn,
    StatusColumn,
    TextColumn,
)
from sales.tables.orders import AgeColumn

SHOWN_NAMES = 2
STOCK_TONES = {
    "on_order": "red",
    "reserved_ordered": "amber",
    "reserved_physical": "green",
    "picked": "green",
    "ordered": "blue",
    "registered": "amber",
}
"""Red lacks goods, amber counts on goods that are on their way, green has them."""


class DaysLateColumn(AgeColumn):
    """Days that passed since a promise; blank while it can still be kept."""

    def days(self, since: date | None, table: Any) -> int | None:
        """Return the number of days, None when there are none."""
        passed = super().days(since, table)
        return passed if passed is not None and passed > 0 else None

    def render(self, value: Any, table: Any) -> str:
        """Return the number, or nothing."""
        return "" if self.days(value, table) is None else super().render(value, table)


class WholeUnitsColumn(QuantityColumn):
    """A quantity of stock in the unit of the line, of which only what fills that unit can leave."""

    also_reads = ("unit.decimals",)

    def render(self, value: Decimal, record: Any) -> str:  # type: ignore[override]
        """Return the quantity, rounded down as far as the unit is divided."""
        return str(super().render(value // record.unit.step * record.unit.step))


class BackorderTable(ListTable):
    """Order lines that wait, customer by customer."""

    customer = LinkColumn(
        _("Customer"),
        page="customers:customer",
        target="order.customer_id",
        accessor="order.customer.party.name",
        order_by="order__customer__party__name",
        sortable=SHORT,
    )
    account = TextColumn(_("Account"), accessor="order.customer.account", order_by="order__customer__account", hidden=True, sortable=SHORT)
    order = LinkColumn(_("Order"), page="sales:order", target="order_id", accessor="order.number", order_by="order__number", sortable=SHORT)
    order_type = TextColumn(_("Type"), accessor="order.get_order_type_display", hidden=True, sortable=False)
    line_number = NumberColumn(_("Line"), sortable=SHORT)
    item = TextColumn(_("Item"), accessor="item.number", order_by="item__number", sortable=SHORT)
    name = TextColumn(_("Description"), sortable=SHORT)
    ordered_quantity = QuantityColumn(_("Quantity"), hidden=True, sortable=SHORT)
    delivered_quantity = QuantityColumn(_("Delivered"), hidden=True, sortable=SHORT)
    deliver_rest = QuantityColumn(_("To deliver"), sortable=SHORT)
    unit = TextColumn(_("Unit"), accessor="unit.code", order_by="unit__code", sortable=SHORT)
    reserved = WholeUnitsColumn(_("Reserved"), sortable=SHORT)
    available = WholeUnitsColumn(_("Available now"), sortable=SHORT)
    rank = NumberColumn(_("Priority"), sortable=SHORT)
    requested_ship_date = DateColumn(_("Requested ship date"), sortable=SHORT)
    confirmed_ship_date = DateColumn(_("Confirmed ship date"), sortable=SHORT)
    promised_ship = DateColumn(_("Promised"), hidden=True, sortable=SHORT)
    days_late = DaysLateColumn(_("Days late"), accessor="promised_ship", sortable=False)
    cover_date = DateColumn(_("Covered on"), sortable=SHORT)
    cover_vendor = TextColumn(_("Covered by"), sortable=SHORT)
    cover_number = LinkColumn(_("Purchase order"), page="purchasing:purchase-order", target="cover_order", sortable=False)
    open_amount = AmountColumn(_("Amount"), currency="order.currency_id", sortable=SHORT)
    last_notice = DateColumn(_("Last notice"), sortable=SHORT)
    responsible = TextColumn(
        _("Responsible"), accessor="order.responsible.name", order_by="order__responsible__name", hidden=True, sortable=SHORT
    )
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code", order_by="warehouse__code", hidden=True, sortable=SHORT)
    on_hold = BooleanColumn(_("Hold"), accessor="order.do_not_process", order_by="order__do_not_process", sortable=SHORT)


class BackorderTransactionTable(ListTable):
    """What is reserved, picked or lacking of the lines that wait; quantities in inventory units, issues below zero."""

    customer = LinkColumn(
        _("Customer"), page="customers:customer", target="customer_key", accessor="customer_name", order_by="customer_name", sortable=SHORT
    )
    account = TextColumn(_("Account"), hidden=True, sortable=SHORT)
    order = LinkColumn(
        _("Order"), page="sales:order", target="order_key", accessor="origin_number", order_by="origin_number", sortable=SHORT
    )
    line_number = NumberColumn(_("Line"), sortable=SHORT)
    item = TextColumn(_("Item"), accessor="item.number", order_by="item__number", sortable=SHORT)
    name = TextColumn(_("Description"), accessor="item.name", order_by="item__name", sortable=SHORT)
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code", order_by="warehouse__code", sortable=SHORT)
    status = StatusColumn(_("Status"), tones=STOCK_TONES, sortable=SHORT)
    quantity = QuantityColumn(_("Quantity"), sortable=SHORT)
    unit = TextColumn(_("Unit"), accessor="item.inventory_unit.code", order_by="item__inventory_unit__code", sortable=SHORT)
    rank = NumberColumn(_("Priority"), sortable=SHORT)
    expected_date = DateColumn(_("Leaves stock"), hidden=True, sortable=SHORT)
    promised_ship = DateColumn(_("Promised"), sortable=SHORT)
    days_late = DaysLateColumn(_("Days late"), accessor="promised_ship", sortable=False)
    on_hold = BooleanColumn(_("Hold"), sortable=SHORT)


class ItemBackorderTable(ListTable):
    """Items that are waited for."""

    item = LinkColumn(_("Item"), page="backorders:item", accessor="item.number", order_by="item__number", sortable=SHORT)
    name = TextColumn(_("Description"), accessor="item.name", order_by="item__name", sortable=SHORT)
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code", order_by="warehouse__code", sortable=SHORT)
    unit = TextColumn(_("Unit"), accessor="item.inventory_unit.code", order_by="item__inventory_unit__code", sortable=SHORT)
    shortage = QuantityColumn(_("Shortage"), sortable=SHORT)
    order_count = NumberColumn(_("Sales orders"), sortable=SHORT)
    first_promise = DateColumn(_("First promise"), sortable=SHORT)
    first_receipt = DateColumn(_("First receipt"), sortable=SHORT)
    physical_quantity = QuantityColumn(_("Physical inventory"), sortable=SHORT)
    reserved_physical = QuantityColumn(_("Physical reserved"), sortable=SHORT)
    available_quantity = QuantityColumn(_("Available physical"), sortable=SHORT)
    ordered = QuantityColumn(_("Ordered in total"), sortable=SHORT)
    on_order = QuantityColumn(_("On order"), sortable=SHORT)
    total_quantity = QuantityColumn(_("Total available"), sortable=SHORT)


class ItemLineTable(ListTable):
    """What leaves and what comes of one item, by date."""

    day = DateColumn(_("Date"))
    sales_number = LinkColumn(_("Sales order"), page="sales:order", target="sales_order")
    purchase_number = LinkColumn(_("Purchase order"), page="purchasing:purchase-order", target="purchase_order")
    party = TextColumn(_("Customer or vendor"))
    rest = QuantityColumn(_("Open"))
    projected = QuantityColumn(_("Available after it"))
    ordered = QuantityColumn(_("Quantity"))
    moved = QuantityColumn(_("Delivered or received"))
    reserved = QuantityColumn(_("Reserved"))
    reserved_ordered = QuantityColumn(_("Reserved ordered"))
    requested = DateColumn(_("Requested"))
    confirmed = DateColumn(_("Confirmed"))
    days_late = DaysLateColumn(_("Days late"), accessor="day")
    priority = NumberColumn(_("Priority"))
    on_hold = BooleanColumn(_("Hold"))


class SupplyBackorderTable(ListTable):
    """What vendors still owe."""

    vendor = TextColumn(_("Vendor"), accessor="order.vendor.name", order_by="order__vendor__name", sortable=SHORT)
    account = TextColumn(_("Account"), accessor="order.vendor.account", order_by="order__vendor__account", hidden=True, sortable=SHORT)
    order = LinkColumn(_("Purchase order"), page="purchasing:purchase-order", target="order_id", accessor="order.number", sortable=False)
    line_number = NumberColumn(_("Line"), hidden=True, sortable=SHORT)
    item = TextColumn(_("Item"), accessor="item.number", order_by="item__number", sortable=SHORT)
    name = TextColumn(_("Description"), sortable=SHORT)
    ordered_quantity = QuantityColumn(_("Quantity"), sortable=SHORT)
    received_quantity = QuantityColumn(_("Received"), sortable=SHORT)
    rest = QuantityColumn(_("To receive"), sortable=SHORT)
    unit = TextColumn(_("Unit"), accessor="unit.code", order_by="unit__code", sortable=SHORT)
    expected_date = DateColumn(_("Expected"), sortable=SHORT)
    confirmed_date = DateColumn(_("Confirmed"), sortable=SHORT)
    due_date = DateColumn(_("Due"), hidden=True, sortable=SHORT)
    days_late = DaysLateColumn(_("Days late"), accessor="due_date", sortable=False)
    waiting_count = NumberColumn(_("Lines waiting"), sortable=SHORT)
    waiting_quantity = QuantityColumn(_("Quantity waiting"), sortable=SHORT)
    earliest_promise = DateColumn(_("Earliest promise"), sortable=SHORT)
    waiting_customers = TextColumn(_("Who waits"), sortable=SHORT, css_class="bo-wraps")
    direct_delivery = BooleanColumn(_("Direct delivery"), sortable=SHORT)
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code", order_by="warehouse__code", hidden=True, sortable=SHORT)

    def render_waiting_customers(self, value: str) -> str:
        """Return the first names and how many more there are; files have them all."""
        names = value.split(", ")
        more = len(names) - SHOWN_NAMES
        words = ngettext("%(slip)s and %(more)s more", "%(slip)s and %(more)s more", more)
        return words % {"slip": ", ".join(names[:SHOWN_NAMES]), "more": more} if more > 0 else value


class SupplyTransactionTable(ListTable):
    """What is expected of the lines that vendors owe; quantities in inventory units."""

    vendor = TextColumn(_("Vendor"), accessor="vendor_name", order_by="vendor_name", sortable=SHORT)
    account = TextColumn(_("Account"), hidden=True, sortable=SHORT)
    order = LinkColumn(
        _("Purchase order"),
        page="purchasing:purchase-order",
        target="order_key",
        accessor="origin_number",
        order_by="origin_number",
        sortable=SHORT,
    )
    line_number = NumberColumn(_("Line"), sortable=SHORT)
    item = TextColumn(_("Item"), accessor="item.number", order_by="item__number", sortable=SHORT)
    name = TextColumn(_("Description"), accessor="item.name", order_by="item__name", sortable=SHORT)
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code", order_by="warehouse__code", sortable=SHORT)
    status = StatusColumn(_("Status"), tones=STOCK_TONES, sortable=SHORT)
    quantity = QuantityColumn(_("Quantity"), sortable=SHORT)
    unit = TextColumn(_("Unit"), accessor="item.inventory_unit.code", order_by="item__inventory_unit__code", sortable=SHORT)
    due_date = DateColumn(_("Due"), sortable=SHORT)
    days_late = DaysLateColumn(_("Days late"), accessor="due_date", sortable=False)
    sales_order = LinkColumn(
        _("Sales order"),
        page="sales:order",
        target="sales_order_key",
        accessor="sales_order_number",
        order_by="sales_order_number",
        sortable=SHORT,
    )


class NoticeTable(ListTable):
    """Messages to customers."""

    subject = LinkColumn(_("Message"), page="backorders:notice")
    date = DateColumn(_("Date"))
    customer = TextColumn(_("Customer"), accessor="customer.account", order_by="customer__account")
    name = TextColumn(_("Name"), accessor="customer.party.name", order_by="customer__party__name")
    sent_to = TextColumn(_("Sent to"))
    line_count = NumberColumn(_("Lines"), sortable=SHORT)
    created_by = TextColumn(_("Written by"), accessor="created_by.name", order_by="created_by__name")


class NoticeLineTable(ListTable):
    """What one message says."""

    order = LinkColumn(_("Order"), page="sales:order", target="sales_line.order_id", accessor="order_number")
    item_number = TextColumn(_("Item"))
    name = TextColumn(_("Description"))
    remainder = QuantityColumn(_("To deliver"))
    unit = TextColumn(_("Unit"))
    old_date = DateColumn(_("Old date"))
    new_date = DateColumn(_("New date"))
