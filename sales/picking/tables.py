"""Columns of picking lists and their lines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import (
    SHORT,
    DateColumn,
    LinkColumn,
    ListTable,
    MomentColumn,
    NumberColumn,
    QuantityColumn,
    StatusColumn,
    TextColumn,
)

TONES = {"activated": "amber", "completed": "green", "cancelled": "grey"}


class PickingListTable(ListTable):
    """All picking lists (list L23)."""

    number = LinkColumn(_("Picking list"), page="picking:picking-list")
    date = DateColumn(_("Date"))
    order = LinkColumn(_("Sales order"), page="sales:order", target="order_id", accessor="order.number", order_by="order__number")
    customer = TextColumn(_("Customer"), accessor="order.customer.account", order_by="order__customer__account")
    name = TextColumn(_("Name"), accessor="order.customer.name", order_by="order__customer__party__name")
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code", order_by="warehouse__code")
    status = StatusColumn(_("Status"), tones=TONES)
    line_count = NumberColumn(_("Lines"))
    open_lines = NumberColumn(_("Lines to pick"))
    printed_at = MomentColumn(_("Printed"), sortable=SHORT)
    posted_by = TextColumn(_("Posted by"), accessor="posted_by.name", order_by="posted_by__name", hidden=True)
    posted_at = MomentColumn(_("Posted at"), hidden=True)


class PickingListLineTable(ListTable):
    """The lines of one picking list."""

    line_number = NumberColumn(_("Line"))
    order = LinkColumn(_("Sales order"), page="sales:order", target="order_line.order_id", accessor="order_line.order.number")
    order_line = NumberColumn(_("Order line"), accessor="order_line.line_number")
    item = TextColumn(_("Item"), accessor="item.number")
    name = TextColumn(_("Description"))
    quantity = QuantityColumn(_("To pick"))
    picked_quantity = QuantityColumn(_("Picked"))
    ended_quantity = QuantityColumn(_("Given back"))
    unit = TextColumn(_("Unit"))
