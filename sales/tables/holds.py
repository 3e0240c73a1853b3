"""Columns of the list of orders on hold (sales.md §20, L6)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.badges import status_badge
from foundation.backoffice.formats import format_count
from foundation.backoffice.lists import SHORT, DateColumn, LinkColumn, ListTable, MomentColumn, TextColumn
from sales.tables.orders import PriceBasedColumn


class HoldDaysColumn(TextColumn):
    """For how many days a hold lasts, or lasted."""

    css_class = "number"

    @property
    def also_reads(self) -> tuple[str, ...]:
        """Return until when the hold lasted."""
        return ("cleared_at",)

    def render(self, record: Any, table: Any) -> str:
        """Return the number of days."""
        return format_count(record.days_on(table.request.entity.today()))

    def exported(self, record: Any, _accessor: Any, table: Any) -> Any:
        """Return the number."""
        return record.days_on(table.request.entity.today())


class HoldCodeColumn(TextColumn):
    """The code of a hold in its colour."""

    @property
    def also_reads(self) -> tuple[str, ...]:
        """Return the colour of the code."""
        return ("code.colour",)

    def render(self, value: str, record: Any) -> str:  # type: ignore[override]
        """Return the code as a badge."""
        return status_badge(value, record.code.colour)


class OrderHoldTable(ListTable):
    """Holds of orders."""

    order = LinkColumn(_("Order"), page="sales:order", target="order_id", accessor="order.number", order_by="order__number", sortable=SHORT)
    customer = TextColumn(_("Customer"), accessor="order.customer.account", order_by="order__customer__account", sortable=SHORT)
    name = TextColumn(_("Name"), accessor="order.customer.party.name", order_by="order__customer__party__name", sortable=SHORT)
    code = HoldCodeColumn(_("Hold code"), accessor="code.code", order_by="code__code", sortable=SHORT)
    reason = TextColumn(_("Reason"), sortable=SHORT)
    days = HoldDaysColumn(_("Days on hold"), accessor="placed_at", sortable=False)
    placed_at = MomentColumn(_("Placed at"), hidden=True)
    placed_by = TextColumn(_("Placed by"), accessor="placed_by.name", order_by="placed_by__name", sortable=SHORT)
    checked_out_to = TextColumn(_("Checked out to"), accessor="checked_out_to.name", order_by="checked_out_to__name", sortable=SHORT)
    order_amount = PriceBasedColumn(_("Order amount excl. tax"), currency="order.currency_id", sortable=SHORT)
    ship_date = DateColumn(_("Ship date"), sortable=SHORT)
    notes = TextColumn(_("Notes"), sortable=False)
    cleared_by = TextColumn(_("Cleared by"), accessor="cleared_by.name", hidden=True, order_by="cleared_by__name", sortable=SHORT)
    cleared_at = MomentColumn(_("Cleared at"), hidden=True, sortable=SHORT)
