"""Columns of lines that are late: past due, or promised later than wished (sales.md §20, L7, L8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_count
from foundation.backoffice.lists import SHORT, DateColumn, LinkColumn, ListTable, NumberColumn, QuantityColumn, TextColumn
from sales.tables.orders import AgeColumn


class PastDueTable(ListTable):
    """Lines that should have left."""

    order = LinkColumn(_("Order"), page="sales:order", target="order_id", accessor="order.number", order_by="order__number", sortable=SHORT)
    line_number = NumberColumn(_("Line"), sortable=SHORT)
    customer = TextColumn(_("Customer"), accessor="order.customer.account", order_by="order__customer__account", sortable=SHORT)
    customer_name = TextColumn(_("Name"), accessor="order.customer.party.name", order_by="order__customer__party__name", sortable=SHORT)
    item = TextColumn(_("Item"), accessor="item.number", order_by="item__number", sortable=SHORT)
    name = TextColumn(_("Description"), sortable=SHORT)
    deliver_rest = QuantityColumn(_("Open"), sortable=SHORT)
    unit = TextColumn(_("Unit"), accessor="unit.code", order_by="unit__code", sortable=SHORT)
    promised_ship = DateColumn(_("Promised"), sortable=SHORT)
    days = AgeColumn(_("Days late"), accessor="promised_ship", sortable=False)
    reserved = QuantityColumn(_("Reserved"), sortable=SHORT)
    cover_date = DateColumn(_("Next receipt"), sortable=SHORT)
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code", order_by="warehouse__code", sortable=SHORT)
    delivery_type = TextColumn(_("Delivery type"), hidden=True, sortable=SHORT)


class DaysColumn(TextColumn):
    """A length of time in whole days."""

    css_class = "number"

    def render(self, value: timedelta) -> str:  # type: ignore[override]
        """Return the number of days."""
        return format_count(value.days)

    def exported(self, record: Any, accessor: Any, _table: Any) -> Any:
        """Return the number."""
        return self.read(record, accessor).days


class DelayedLineTable(ListTable):
    """Lines that were promised later than wished."""

    order = LinkColumn(_("Order"), page="sales:order", target="order_id", accessor="order.number", order_by="order__number", sortable=SHORT)
    line_number = NumberColumn(_("Line"), sortable=SHORT)
    customer = TextColumn(_("Customer"), accessor="order.customer.account", order_by="order__customer__account", sortable=SHORT)
    customer_name = TextColumn(_("Name"), accessor="order.customer.party.name", order_by="order__customer__party__name", sortable=SHORT)
    item = TextColumn(_("Item"), accessor="item.number", order_by="item__number", sortable=SHORT)
    name = TextColumn(_("Description"), sortable=SHORT)
    deliver_rest = QuantityColumn(_("Open"), sortable=SHORT)
    unit = TextColumn(_("Unit"), accessor="unit.code", order_by="unit__code", sortable=SHORT)
    requested_ship_date = DateColumn(_("Requested ship date"))
    confirmed_ship_date = DateColumn(_("Confirmed ship date"), sortable=SHORT)
    delay = DaysColumn(_("Days later"), sortable=False)
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code", order_by="warehouse__code", sortable=SHORT)
