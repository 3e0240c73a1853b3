"""Columns of the lists of returns and of their set-up (sales.md §20)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.formats import format_count
from foundation.backoffice.lists import (
    SHORT,
    AmountColumn,
    BooleanColumn,
    CodeColumn,
    DateColumn,
    LinkColumn,
    ListTable,
    NamesColumn,
    NumberColumn,
    PercentColumn,
    PriceColumn,
    QuantityColumn,
    StatusColumn,
    TextColumn,
)
from returns.models import ReturnOrder
from returns.statuses import ReturnStatus

ENDED = frozenset({ReturnStatus.CLOSED, ReturnStatus.CANCELLED})
RETURN_TONES = {"created": "grey", "open": "blue", "closed": "green", "cancelled": "grey"}
QUARANTINE_TONES = {"started": "amber", "finished": "blue", "ended": "green"}
LINE_TONES = {
    "awaiting": "grey",
    "registered": "blue",
    "quarantine": "amber",
    "received": "blue",
    "invoiced": "green",
    "cancelled": "grey",
}


class DaysLeftColumn(TextColumn):
    """Days until the last day in the legal entity's calendar, below zero once it has passed; none when nothing comes any more."""

    css_class = "number"

    def render(self, value: date, record: ReturnOrder, table: Any) -> str:
        """Return the number of days."""
        return "" if record.status in ENDED else format_count((value - table.request.entity.today()).days)

    def exported(self, record: Any, accessor: Any, table: Any) -> Any:
        """Return the number."""
        return None if record.status in ENDED else (self.read(record, accessor) - table.request.entity.today()).days


class ReturnOrderTable(ListTable):
    """All return orders."""

    rma_number = LinkColumn(_("RMA"), page="returns:return", order_by="rma_number_folded")
    order = TextColumn(_("Sales order"), accessor="order.number", order_by="order__number", sortable=SHORT, hidden=True)
    customer = TextColumn(_("Customer"), accessor="order.customer.account", order_by="order__customer__account", sortable=SHORT)
    name = TextColumn(_("Name"), accessor="order.customer.party.name", order_by="order__customer__party__name", sortable=SHORT)
    status = StatusColumn(_("Return status"), tones=RETURN_TONES, sortable=SHORT)
    reason = CodeColumn(_("Reason"), accessor="reason.code", order_by="reason__code", sortable=SHORT)
    deadline = DateColumn(_("Deadline"), sortable=SHORT)
    days_left = DaysLeftColumn(_("Days left"), accessor="deadline", sortable=False)
    quantity = QuantityColumn(_("Quantity"), sortable=SHORT)
    amount = AmountColumn(
        _("Amount excl. tax"),
        accessor="order.order_amount",
        currency="order.currency_id",
        order_by="order__order_amount",
        total=True,
        sortable=SHORT,
    )
    invoice = TextColumn(_("Origin invoice"), accessor="invoice_number", sortable=False)
    replacement = TextColumn(
        _("Replacement order"), accessor="replacement_order.number", order_by="replacement_order__number", hidden=True, sortable=SHORT
    )


class ReturnLineTable(ListTable):
    """Lines of return orders."""

    rma_number = LinkColumn(
        _("RMA"),
        page="returns:return",
        target="return_order_id",
        accessor="return_order.rma_number",
        order_by="return_order__rma_number",
        sortable=SHORT,
    )
    line_number = NumberColumn(_("Line"), accessor="order_line.line_number", order_by="order_line__line_number", sortable=SHORT)
    customer = TextColumn(
        _("Customer"), accessor="return_order.order.customer.account", order_by="return_order__order__customer__account", sortable=SHORT
    )
    item = TextColumn(_("Item"), accessor="order_line.item.number", order_by="order_line__item__number", sortable=SHORT)
    description = TextColumn(_("Description"), accessor="order_line.name", order_by="order_line__name", sortable=SHORT)
    quantity = QuantityColumn(
        _("Quantity"), accessor="order_line.ordered_quantity", order_by="order_line__ordered_quantity", sortable=SHORT
    )
    unit = TextColumn(_("Unit"), accessor="order_line.unit.code", order_by="order_line__unit__code", sortable=SHORT)
    status = StatusColumn(_("Line status"), tones=LINE_TONES, sortable=SHORT)
    disposition = CodeColumn(_("Disposition code"), accessor="disposition.code", order_by="disposition__code", sortable=SHORT)
    quarantine = TextColumn(_("Quarantine order"), accessor="quarantine_number", hidden=True, sortable=False)
    cost = PriceColumn(_("Return cost price"), accessor="return_cost_price", order_by="return_cost_price", sortable=SHORT, hidden=True)
    invoice = TextColumn(
        _("Origin invoice"),
        accessor="origin_invoice_line.invoice.number",
        order_by="origin_invoice_line__invoice__number",
        sortable=SHORT,
    )
    amount = AmountColumn(
        _("Net amount"),
        accessor="order_line.net_amount",
        currency="return_order.order.currency_id",
        order_by="order_line__net_amount",
        total=True,
        sortable=SHORT,
    )


class ExpectedLineTable(ListTable):
    """Goods that did not arrive yet."""

    rma_number = LinkColumn(
        _("RMA"),
        page="returns:return",
        target="return_order_id",
        accessor="return_order.rma_number",
        order_by="return_order__rma_number",
        sortable=SHORT,
    )
    line_number = NumberColumn(_("Line"), accessor="order_line.line_number", order_by="order_line__line_number", sortable=SHORT)
    customer = TextColumn(
        _("Customer"), accessor="return_order.order.customer.account", order_by="return_order__order__customer__account", sortable=SHORT
    )
    name = TextColumn(
        _("Name"),
        accessor="return_order.order.customer.party.name",
        order_by="return_order__order__customer__party__name",
        sortable=SHORT,
    )
    item = TextColumn(_("Item"), accessor="order_line.item.number", order_by="order_line__item__number", sortable=SHORT)
    description = TextColumn(_("Description"), accessor="order_line.name", order_by="order_line__name", sortable=SHORT)
    quantity = QuantityColumn(
        _("Expected"), accessor="order_line.ordered_quantity", order_by="order_line__ordered_quantity", sortable=SHORT
    )
    unit = TextColumn(_("Unit"), accessor="order_line.unit.code", order_by="order_line__unit__code", sortable=SHORT)
    warehouse = TextColumn(_("Warehouse"), accessor="order_line.warehouse.code", order_by="order_line__warehouse__code", sortable=SHORT)
    deadline = DateColumn(_("Deadline"), accessor="return_order.deadline", order_by="return_order__deadline", sortable=SHORT)


class LinesOfReturnTable(ListTable):
    """The lines on the page of one return."""

    line_number = NumberColumn(_("Line"), accessor="order_line.line_number")
    item = TextColumn(_("Item"), accessor="order_line.item.number")
    description = TextColumn(_("Description"), accessor="order_line.name")
    status = StatusColumn(_("Line status"), tones=LINE_TONES)
    quantity = QuantityColumn(_("Quantity"), accessor="order_line.ordered_quantity")
    unit = TextColumn(_("Unit"), accessor="order_line.unit.code")
    unit_price = PriceColumn(_("Unit price"), accessor="order_line.unit_price")
    discount_percent = PercentColumn(_("Discount %"), accessor="order_line.discount_percent")
    amount = AmountColumn(_("Net amount"), accessor="order_line.net_amount", currency="return_order.order.currency_id", show_currency=False)
    invoice = TextColumn(_("Origin invoice"), accessor="origin_invoice_line.invoice.number")
    warehouse = TextColumn(_("Warehouse"), accessor="order_line.warehouse.code")
    disposition = LinkColumn(_("Disposition code"), page="returns:line-disposition", accessor="disposition_text")
    replacement = LinkColumn(_("Replacement"), page="returns:line-replacement", accessor="replacement_text")


class DaysSinceColumn(TextColumn):
    """Days since a date in the legal entity's calendar."""

    css_class = "number"

    def render(self, value: date, table: Any) -> str:
        """Return the number of days."""
        return format_count((table.request.entity.today() - value).days)

    def exported(self, record: Any, accessor: Any, table: Any) -> Any:
        """Return the number."""
        return (table.request.entity.today() - self.read(record, accessor)).days


class QuarantineOrderTable(ListTable):
    """Goods that are inspected."""

    number = LinkColumn(_("Quarantine order"), page="returns:quarantine-order")
    rma_number = LinkColumn(
        _("RMA"),
        page="returns:return",
        target="line.return_order_id",
        accessor="line.return_order.rma_number",
        order_by="line__return_order__rma_number",
        sortable=SHORT,
    )
    item = TextColumn(_("Item"), accessor="line.order_line.item.number", order_by="line__order_line__item__number", sortable=SHORT)
    quantity = QuantityColumn(
        _("Quantity"), accessor="line.order_line.ordered_quantity", order_by="line__order_line__ordered_quantity", sortable=SHORT
    )
    unit = TextColumn(_("Unit"), accessor="line.order_line.unit.code", order_by="line__order_line__unit__code", sortable=SHORT)
    warehouse = TextColumn(
        _("Quarantine warehouse"), accessor="quarantine_warehouse.code", order_by="quarantine_warehouse__code", sortable=SHORT
    )
    status = StatusColumn(_("Status"), tones=QUARANTINE_TONES, sortable=SHORT)
    disposition = CodeColumn(_("Disposition code"), accessor="disposition.code", order_by="disposition__code", sortable=SHORT)
    inspector = TextColumn(_("Inspector"), accessor="inspector.name", order_by="inspector__name", sortable=SHORT)
    days = DaysSinceColumn(_("Days"), accessor="started_on", sortable=False)


class StockLossTable(ListTable):
    """Goods that were credited and thrown away."""

    rma_number = LinkColumn(
        _("RMA"),
        page="returns:return",
        target="line.return_order_id",
        accessor="line.return_order.rma_number",
        order_by="line__return_order__rma_number",
        sortable=SHORT,
    )
    date = DateColumn(_("Date"), sortable=SHORT)
    item = TextColumn(_("Item"), accessor="item.number", order_by="item__number", sortable=SHORT)
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code", order_by="warehouse__code", sortable=SHORT)
    disposition = CodeColumn(_("Disposition code"), accessor="disposition.code", order_by="disposition__code", sortable=SHORT)
    quantity = QuantityColumn(_("Quantity"), sortable=SHORT)
    unit = TextColumn(_("Unit"), accessor="item.inventory_unit.code", order_by="item__inventory_unit__code", sortable=SHORT)
    amount = PriceColumn(_("Loss"), sortable=SHORT)


class InvoicedLineTable(ListTable):
    """Posted invoice lines of which something can still come back."""

    invoice = LinkColumn(
        _("Invoice"), page="invoicing:invoice", target="invoice_id", accessor="invoice.number", order_by="invoice__number", sortable=SHORT
    )
    line_number = NumberColumn(_("Line"), sortable=SHORT)
    invoice_date = DateColumn(_("Invoice date"), accessor="invoice.invoice_date", order_by="invoice__invoice_date", sortable=SHORT)
    customer = TextColumn(
        _("Customer"), accessor="invoice.order_account.account", order_by="invoice__order_account__account", hidden=True, sortable=SHORT
    )
    name = TextColumn(
        _("Name"), accessor="invoice.order_account.party.name", order_by="invoice__order_account__party__name", sortable=SHORT
    )
    order = TextColumn(_("Sales order"), accessor="order.number", order_by="order__number", sortable=SHORT)
    item_number = TextColumn(_("Item"), sortable=SHORT)
    description = TextColumn(_("Description"), sortable=SHORT)
    quantity = QuantityColumn(_("Invoiced"), sortable=SHORT)
    returned_quantity = QuantityColumn(_("Returned"), hidden=True, sortable=SHORT)
    left_quantity = QuantityColumn(_("Can come back"), sortable=SHORT)
    unit = TextColumn(_("Unit"), sortable=SHORT)
    line_net = AmountColumn(_("Net"), currency="invoice.currency_id", sortable=SHORT)


class ReasonTable(ListTable):
    """Why goods come back."""

    code = LinkColumn(_("Code"), page="returns:reason-edit")
    names = NamesColumn(_("Name"))
    group = TextColumn(_("Group"), accessor="group.code", order_by="group__code")
    charge = TextColumn(_("Charge code"), accessor="charge.code", order_by="charge__code")
    charge_value = PriceColumn(_("Charge amount"))


class ReasonGroupTable(ListTable):
    """Reasons that are counted together."""

    code = LinkColumn(_("Code"), page="returns:reason-group-edit")
    name = TextColumn(_("Name"))


class DispositionTable(ListTable):
    """What is done with goods that come back."""

    code = LinkColumn(_("Code"), page="returns:disposition-edit")
    names = NamesColumn(_("Name"))
    action = TextColumn(_("Action"))
    charge = TextColumn(_("Charge code"), accessor="charge.code", order_by="charge__code")
    charge_value = PriceColumn(_("Charge amount"))
    is_active = BooleanColumn(_("Active"))
