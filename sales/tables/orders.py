"""Columns of the lists of orders and of order lines (sales.md §20)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from customers.holds import STOPS, HeldAction
from customers.models import HoldKind
from foundation.backoffice.badges import icon, status_badge
from foundation.backoffice.formats import format_count
from foundation.backoffice.lists import (
    SHORT,
    AmountColumn,
    BooleanColumn,
    DateColumn,
    LinkColumn,
    ListTable,
    NumberColumn,
    PercentColumn,
    PriceColumn,
    QuantityColumn,
    StatusColumn,
    TextColumn,
)
from sales.statuses import DeliveryType, LineKind, sales_order_states

STATUS_TONES = {"open": "blue", "delivered": "amber", "invoiced": "green", "cancelled": "grey"}
DOCUMENT_TONES = {"none": "grey", "confirmation": "blue", "picking_list": "blue", "packing_slip": "amber", "invoice": "green"}


class AgeColumn(TextColumn):
    """Days that passed since a date, counted in the legal entity's calendar."""

    css_class = "number"

    def days(self, since: date | None, table: Any) -> int | None:
        """Return the number of days, None without a date."""
        return None if since is None else (table.request.entity.today() - since).days

    def render(self, value: Any, table: Any) -> str:
        """Return the number with its thousands."""
        return format_count(self.days(value, table) or 0)

    def exported(self, record: Any, accessor: Any, table: Any) -> Any:
        """Return the number."""
        return self.days(self.read(record, accessor), table)


class HoldColumn(TextColumn):
    """What keeps an order from being invoiced: its own hold, or that of its customer or invoice account with the reason."""

    css_class = "bo-hold"

    @property
    def also_reads(self) -> tuple[str, ...]:
        """Return what a hold is told by."""
        fields = ("account", "hold", "hold_until", "hold_reason")
        return ("do_not_process", *(f"{role}__{field}" for role in ("customer", "invoice_account") for field in fields))

    def reason(self, record: Any, table: Any) -> str:
        """Return the hold in words, blank when there is none."""
        if record.do_not_process:
            return gettext("Order on hold")
        today = table.request.entity.today()
        for customer in dict.fromkeys((record.customer, record.invoice_account)):
            kind = customer.hold_on(today)
            if HeldAction.INVOICE in STOPS[kind]:
                words = gettext("%(customer)s on hold: %(kind)s") % {"customer": customer.account, "kind": HoldKind(kind).label}
                return f"{words}. {customer.hold_reason}" if customer.hold_reason else words
        return ""

    def render(self, record: Any, table: Any) -> str:
        """Return the hold as a badge."""
        words = self.reason(record, table)
        return status_badge(words, "amber") if words else ""

    def exported(self, record: Any, _accessor: Any, table: Any) -> Any:
        """Return the hold in words."""
        return self.reason(record, table)


class PriceBasedColumn(AmountColumn):
    """An amount before tax; one of an order whose prices include tax says so."""

    @property
    def also_reads(self) -> tuple[str, ...]:
        """Return the currency, and whether prices include tax."""
        return (*super().also_reads, "prices_include_tax")

    def render(self, value: Any, record: Any, table: Any) -> str:
        """Return the amount, with a word where it includes tax."""
        shown = super().render(value, record, table)
        return format_html("{} <small>{}</small>", shown, gettext("incl. tax")) if record.prices_include_tax else shown


class SalesOrderTable(ListTable):
    """All sales orders; what no index serves is sorted by in short results only."""

    number = LinkColumn(_("Order"), page="sales:order", order_by="number_folded")
    customer = TextColumn(_("Customer"), accessor="customer.account", order_by="customer__account")
    name = TextColumn(_("Name"), accessor="customer.party.name", order_by="customer__party__name")
    status = StatusColumn(_("Status"), sortable=SHORT, tones=STATUS_TONES)
    document_status = StatusColumn(_("Document"), sortable=SHORT, tones=DOCUMENT_TONES)
    hold = StatusColumn(_("Hold"), accessor="hold_code", sortable=False)
    order_date = DateColumn(_("Order date"))
    requested_ship_date = DateColumn(_("Requested ship date"))
    order_amount = PriceBasedColumn(_("Order amount excl. tax"), currency="currency_id", total=True)
    remaining = PriceBasedColumn(_("To invoice excl. tax"), currency="currency_id", accessor="remaining_amount", sortable=False)
    customer_reference = TextColumn(_("Customer reference"), sortable=SHORT)
    invoice_account = TextColumn(
        _("Invoice account"), accessor="invoice_account.account", hidden=True, order_by="invoice_account__account", sortable=SHORT
    )
    confirmed_ship_date = DateColumn(_("Confirmed ship date"), hidden=True, sortable=SHORT)
    order_type = TextColumn(_("Order type"), hidden=True, sortable=SHORT)
    do_not_process = BooleanColumn(_("Do not process"), hidden=True, sortable=SHORT)
    responsible = TextColumn(_("Responsible"), accessor="responsible.name", hidden=True, order_by="responsible__name", sortable=SHORT)
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code", hidden=True, order_by="warehouse__code", sortable=SHORT)
    project_number = TextColumn(_("Project"), hidden=True, sortable=SHORT)
    rma_number = TextColumn(_("RMA number"), hidden=True, sortable=SHORT)
    priority = NumberColumn(_("Priority"), hidden=True, sortable=SHORT)
    confirmed_version = NumberColumn(_("Confirmed version"), hidden=True, sortable=SHORT)
    changed_since_confirmation = BooleanColumn(_("Changed since confirmation"), hidden=True, sortable=SHORT)

    def render_hold(self, value: str, column: StatusColumn, record: Any, bound_column: Any) -> str:
        """Return the code of the hold, and nothing where there is none."""
        return column.render(value, record, bound_column) if value else ""


class PartlyShippedTable(SalesOrderTable):
    """Orders of which something left, with how much and when last."""

    delivered_percent = QuantityColumn(_("Delivered %"), sortable=False)
    last_slip_date = DateColumn(_("Last packing slip"), sortable=False)


class JournalOrderTable(SalesOrderTable):
    """Journal orders with the days since their order date."""

    age = AgeColumn(_("Age in days"), accessor="order_date", sortable=False)


class ShippedNotInvoicedTable(ListTable):
    """Orders with deliveries that no invoice covers yet."""

    number = LinkColumn(_("Order"), page="sales:order", order_by="number_folded")
    customer = TextColumn(_("Customer"), accessor="customer.account", order_by="customer__account")
    name = TextColumn(_("Name"), accessor="customer.party.name", order_by="customer__party__name")
    hold = HoldColumn(_("Hold"), accessor="do_not_process", sortable=SHORT)
    invoice_account = TextColumn(_("Invoice account"), accessor="invoice_account.account", order_by="invoice_account__account")
    slips = TextColumn(_("Packing slip"), accessor="slip_number", order_by="slip_number", sortable=SHORT)
    order_date = DateColumn(_("Order date"), hidden=True)
    first_slip_date = DateColumn(_("First packing slip"), sortable=SHORT)
    last_slip_date = DateColumn(_("Last packing slip"), hidden=True, sortable=SHORT)
    days = AgeColumn(_("Days"), accessor="first_slip_date", sortable=False)
    uninvoiced_quantity = QuantityColumn(_("Quantity"), sortable=SHORT)
    uninvoiced_amount = PriceBasedColumn(_("Amount excl. tax"), currency="currency_id", total=True, sortable=SHORT)
    payment_terms = TextColumn(_("Terms of payment"), accessor="payment_terms.code", order_by="payment_terms__code", sortable=SHORT)
    summary_update_allowed = BooleanColumn(_("Combine invoices"), hidden=True, sortable=SHORT)
    customer_reference = TextColumn(_("Customer reference"), hidden=True, sortable=SHORT)

    def render_slips(self, value: str, record: Any) -> str:
        """Return the number of the slip, and how many more there are."""
        more = record.slip_count - 1
        words = ngettext("%(slip)s and %(more)s more", "%(slip)s and %(more)s more", more)
        return words % {"slip": value, "more": more} if more > 0 else value


class OpenLineTable(ListTable):
    """Order lines with something left to deliver."""

    order = LinkColumn(_("Order"), page="sales:order", target="order_id", accessor="order.number", order_by="order__number", sortable=SHORT)
    line_number = NumberColumn(_("Line"), sortable=SHORT)
    customer = TextColumn(_("Customer"), accessor="order.customer.account", order_by="order__customer__account", sortable=SHORT)
    customer_name = TextColumn(_("Name"), accessor="order.customer.party.name", order_by="order__customer__party__name", sortable=SHORT)
    item = TextColumn(_("Item"), accessor="item.number", order_by="item__number", sortable=SHORT)
    name = TextColumn(_("Description"), sortable=SHORT)
    ordered_quantity = QuantityColumn(_("Ordered"), sortable=SHORT)
    deliver_rest = QuantityColumn(_("Open"), sortable=SHORT)
    deliver_now = QuantityColumn(_("Deliver now"), hidden=True, sortable=SHORT)
    picked = QuantityColumn(_("Picked"), hidden=True, sortable=False)
    reserved = QuantityColumn(_("Reserved"), hidden=True, sortable=False)
    unit = TextColumn(_("Unit"), accessor="unit.code", order_by="unit__code", sortable=SHORT)
    requested_ship_date = DateColumn(_("Requested ship date"))
    confirmed_ship_date = DateColumn(_("Confirmed ship date"), sortable=SHORT)
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code", order_by="warehouse__code", sortable=SHORT)
    unit_price = PriceColumn(_("Unit price"), hidden=True, sortable=SHORT)
    open_amount = AmountColumn(_("Open amount"), currency="order.currency_id", total=True, sortable=SHORT)
    delivery_mode = TextColumn(_("Mode of delivery"), accessor="mode_code", sortable=False)
    delivery_city = TextColumn(_("City"), accessor="city", hidden=True, sortable=False)
    delivered_quantity = QuantityColumn(_("Delivered"), hidden=True, sortable=SHORT)
    hold = BooleanColumn(_("Hold"), accessor="order.do_not_process", order_by="order__do_not_process", hidden=True, sortable=SHORT)
    delivery_type = TextColumn(_("Delivery type"), hidden=True, sortable=SHORT)
    order_type = TextColumn(_("Order type"), accessor="order.order_type", order_by="order__order_type", hidden=True, sortable=SHORT)
    stopped = BooleanColumn(_("Stopped"), hidden=True, sortable=SHORT)


class ReservationTable(ListTable):
    """Lines that wait for goods of stock, with what is held for them: quantities in the unit of the line."""

    item = TextColumn(_("Item"), accessor="item.number", order_by="item__number", sortable=SHORT)
    name = TextColumn(_("Description"), sortable=SHORT)
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code", order_by="warehouse__code", sortable=SHORT)
    order = LinkColumn(_("Order"), page="sales:order", target="order_id", accessor="order.number", order_by="order__number", sortable=SHORT)
    line_number = NumberColumn(_("Line"), sortable=SHORT)
    customer = TextColumn(
        _("Customer"), accessor="order.customer.account", order_by="order__customer__account", hidden=True, sortable=SHORT
    )
    customer_name = TextColumn(_("Name"), accessor="order.customer.party.name", order_by="order__customer__party__name", sortable=SHORT)
    requested_ship_date = DateColumn(_("Requested ship date"))
    confirmed_ship_date = DateColumn(_("Confirmed ship date"), hidden=True, sortable=SHORT)
    deliver_rest = QuantityColumn(_("Open"), sortable=SHORT)
    picked = QuantityColumn(_("Picked"), hidden=True, sortable=False)
    held = QuantityColumn(_("Reserved"), sortable=False)
    coming = QuantityColumn(_("Reserved ordered"), hidden=True, sortable=False)
    free = QuantityColumn(_("Available"), sortable=False)
    unit = TextColumn(_("Unit"), accessor="unit.code", order_by="unit__code", sortable=SHORT)
    priority = NumberColumn(_("Priority"), accessor="order.priority", order_by="order__priority", hidden=True, sortable=SHORT)
    hold = BooleanColumn(_("Hold"), accessor="order.do_not_process", order_by="order__do_not_process", hidden=True, sortable=SHORT)


def _destination(line: Any) -> list[str]:
    """Return where a line goes that goes elsewhere than its order, in short."""
    return [gettext("to %(place)s") % {"place": line.delivery_city or line.delivery_name}] if line.has_own_address else []


class WhyPriceColumn(PriceColumn):
    """A price that leads to why it is so, for those who may see trade agreements."""

    def render(self, value: Any, record: Any, table: Any) -> str:  # type: ignore[override]
        """Return the price, as a link where it is explained."""
        shown = super().render(value)
        if not table.request.access.may("sales.view_tradeagreement"):
            return shown
        return format_html('<a class="bo-why" href="#why-price-{}" title="{}">{}</a>', record.line_number, _("Why this price?"), shown)


class LineNumberColumn(TextColumn):
    """The number of a line; it leads to its details for those who may change the order while it can be."""

    css_class = "number"

    def render(self, value: Any, record: Any, table: Any) -> str:
        """Return the number, linked where the line can be changed."""
        below = format_html('<span aria-hidden="true">↳ </span>') if record.kind == LineKind.DELIVERY else ""
        if not may_change_lines(record.order, table):
            return format_html("{}{}", below, value)
        return format_html('{}<a href="{}">{}</a>', below, f"{table.address('sales:order', record.order_id)}lines/{value}/details/", value)


def may_change_lines(order: Any, table: Any) -> bool:
    """Tell whether the reader may change the lines of an order, and its status lets them be changed."""
    return bool(table.request.access.may("sales.change_salesorder") and sales_order_states.allows("change", order))


class LineActionsColumn(TextColumn):
    """What can be done with a line of an order, as links with an icon each, for those who may change the order while it can be."""

    actions = (
        ("details", "list-details", _("Details of line %(line)s"), "sales.change_salesorder"),
        ("copy", "copy-plus", _("Copy line %(line)s"), "sales.change_salesorder"),
        ("split", "arrows-sort", _("Split line %(line)s"), "sales.change_salesorder"),
        ("reserve", "package", _("Reservation of line %(line)s"), "inventory.reserve_stock"),
    )
    css_class = "bo-line-actions"

    def render(self, record: Any, table: Any) -> str:
        """Return the links; nothing where the line can only be read."""
        if not may_change_lines(record.order, table):
            return ""
        base = f"{table.address('sales:order', record.order_id)}lines/{record.line_number}/"
        links = (
            (base + name + "/", label % {"line": record.line_number}, icon(shown))
            for name, shown, label, permission in self.actions
            if table.request.access.may(permission)
        )
        return format_html_join(" ", '<a class="btn btn-icon btn-sm" href="{0}" title="{1}" aria-label="{1}">{2}</a>', links)


class OfDeliveriesColumn(QuantityColumn):
    """A quantity that the delivery lines of a schedule have; beside the line that was ordered it would be read twice."""

    def render(self, value: Any, record: Any) -> str:  # type: ignore[override]
        """Return the quantity, nothing for a line whose deliveries stand below it."""
        return "" if record.kind == LineKind.COMMERCIAL else str(super().render(value))


class DayOfDeliveriesColumn(DateColumn):
    """A day that each delivery line of a schedule has for itself."""

    def render(self, value: Any, record: Any) -> str:  # type: ignore[override]
        """Return the day, nothing for a line whose deliveries stand below it."""
        return "" if record.kind == LineKind.COMMERCIAL else str(super().render(value))


class SalesOrderLineTable(ListTable):
    """The lines on the page of one order."""

    line_number = LineNumberColumn(_("Line"))
    item = TextColumn(_("Item"), accessor="item.number")
    name = TextColumn(_("Description"))
    status = StatusColumn(_("Status"), tones=STATUS_TONES)
    ordered_quantity = QuantityColumn(_("Quantity"))
    unit = TextColumn(_("Unit"), accessor="unit.code")
    unit_price = WhyPriceColumn(_("Unit price"))
    discount_percent = PercentColumn(_("Discount %"))
    net_amount = AmountColumn(_("Net amount"), currency="order.currency_id", show_currency=False)
    delivered_quantity = QuantityColumn(_("Delivered"))
    invoiced_quantity = QuantityColumn(_("Invoiced"))
    deliver_rest = OfDeliveriesColumn(_("Open"))
    reserved = OfDeliveriesColumn(_("Reserved"))
    ship_date = DayOfDeliveriesColumn(_("Ship date"), accessor="promised_ship")
    actions = LineActionsColumn(_("Line"), accessor="line_number", sortable=False)

    def render_name(self, value: str, record: Any) -> str:
        """Say of a line with multiple deliveries, of its delivery lines, and of a direct delivery what they are, and where else it goes."""
        kind = ""
        if record.kind != LineKind.NORMAL:
            kind = record.get_kind_display()
        elif record.delivery_type == DeliveryType.DIRECT:
            kind = record.get_delivery_type_display()
        mode = record.delivery_mode.code if record.delivery_mode_id else ""
        return " · ".join(part for part in (value, kind, *_destination(record), mode) if part)


class SubscriptionOrderLineTable(SalesOrderLineTable):
    """The lines of a subscription: what they have in this cycle, and what all cycles came to."""

    delivered_total = QuantityColumn(_("Delivered in all"), accessor="totals.delivered")
    invoiced_total = QuantityColumn(_("Invoiced in all"), accessor="totals.invoiced")
    amount_total = AmountColumn(_("Invoiced amount excl. tax"), accessor="totals.amount", currency="order.currency_id", show_currency=False)
