"""What of an order can be invoiced: the contract between sales and invoicing (sales.md §7.6).

Invoicing asks ``load_invoiceable`` for orders with their lines, open slip lines, charges and holds, and reports back what it
posted as ``InvoiceMovement`` to ``sales.services.quantities``. Reading takes the same number of queries for any number of
orders; lines are plain data, because an invoice run reads many thousands of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from foundation.database.together import read_few_together
from foundation.organization.models import LegalEntity
from sales.delivery_places import NO_ADDRESS, OWN_PLACE, DeliveryAddress, OwnPlace, address_in
from sales.fixed_discount import EligibleLine, FixedDiscount
from sales.models import OrderHold, PackingSlipLine, SalesOrder, SalesOrderCharge, SalesOrderLine, SubscriptionLine
from sales.models.hold import BlockedDocument
from sales.statuses import TRAITS, DeliveryType, OrderTypeTraits, SalesStatus

ZERO = Decimal(0)


@dataclass(slots=True)
class OpenSlipPart:
    """The part of one packing slip line that no invoice covers yet, in the line's unit and sign."""

    slip_line_id: int
    slip_id: int
    slip_number: str
    slip_date: date
    address: DeliveryAddress
    open_quantity: Decimal


@dataclass(slots=True)
class InvoiceableLine:
    """An order line as invoicing needs it; quantities in the line's unit, signed like the order; prices in its currency."""

    id: int
    order_id: int
    line_number: int
    item_id: int
    item_number: str
    item_group: str | None
    name: str
    text: str
    ordered: Decimal
    delivered: Decimal
    invoiced: Decimal
    cancelled: Decimal
    deliver_now: Decimal
    invoiced_amount: Decimal
    unit: str
    unit_names: dict[str, str]
    unece_code: str
    unit_decimals: int
    inventory_factor: Decimal
    unit_price: Decimal
    price_unit: Decimal
    discount_amount: Decimal
    discount_percent: Decimal
    multiline_amount: Decimal
    multiline_percent: Decimal
    net_amount: Decimal
    unit_cost: Decimal
    overdelivery_percent: Decimal
    counts_for_total_discount: bool
    packing_slip_required: bool
    stocked: bool
    stopped: bool
    status: str
    warehouse_id: int | None
    site_id: int | None
    tax_group: str | None
    item_tax_group: str | None
    ship_date: date
    delivery_type: str
    is_master: bool = False
    place: OwnPlace = OwnPlace()  # noqa: RUF009
    slips: list[OpenSlipPart] = field(default_factory=list)
    carried: Decimal = ZERO

    @property
    def deliver_remainder(self) -> Decimal:
        """Ordered less delivered less cancelled; zero when over-delivered."""
        rest = self.ordered - self.delivered - self.cancelled
        return rest if (rest > 0) == (self.ordered > 0) else ZERO

    @property
    def invoice_remainder(self) -> Decimal:
        """Delivered, not yet invoiced, in this cycle and in those before it."""
        return self.delivered + self.carried - self.invoiced

    @property
    def is_direct(self) -> bool:
        """Whether a vendor delivers the line, so that no more is invoiced than came to the customer."""
        return self.delivery_type == DeliveryType.DIRECT

    @property
    def delivered_only(self) -> bool:
        """Whether an invoice takes by itself only what was delivered."""
        return self.packing_slip_required or self.is_direct

    @property
    def largest_quantity(self) -> Decimal:
        """The most an invoice may take now, over-delivery included where no packing slip is required."""
        if self.is_direct:
            return self.invoice_remainder
        if self.packing_slip_required:
            return self.deliver_remainder + self.invoice_remainder
        room = self.ordered * (1 + self.overdelivery_percent / 100) - self.delivered - self.cancelled
        return self.invoice_remainder + (room if room * self.ordered > 0 else ZERO)


@dataclass(slots=True)
class InvoiceableOrder:
    """An order with everything a plan reads of it; ``discount`` where its total discount is an amount."""

    order: SalesOrder
    traits: OrderTypeTraits
    lines: list[InvoiceableLine] = field(default_factory=list)
    charges: list[SalesOrderCharge] = field(default_factory=list)
    hold: OrderHold | None = None
    discount: FixedDiscount | None = None

    @property
    def id(self) -> int:
        """Return the order's key."""
        return self.order.pk


@dataclass(frozen=True, slots=True)
class InvoiceMovement:
    """A quantity of an order line that an invoice took, from a packing slip line or straight from the order.

    ``reopens`` says that it is to be delivered again, in the next cycle; ``carried`` of it was delivered in an earlier cycle.
    """

    order_id: int
    order_line_id: int
    quantity: Decimal
    net_amount: Decimal
    slip_line_id: int | None
    invoice_number: str
    invoice_date: date
    close_line: bool = False
    reopens: bool = False
    carried: Decimal = ZERO


_LINE_FIELDS = (
    "id",
    "order_id",
    "line_number",
    "item_id",
    "item__number",
    "item__group__code",
    "name",
    "text",
    "ordered_quantity",
    "delivered_quantity",
    "invoiced_quantity",
    "cancelled_quantity",
    "deliver_now",
    "invoiced_amount",
    "unit__code",
    "unit__names",
    "unit__unece_code",
    "unit__decimals",
    "inventory_factor",
    "unit_price",
    "price_unit",
    "discount_amount",
    "discount_percent",
    "multiline_amount",
    "multiline_percent",
    "net_amount",
    "unit_cost",
    "overdelivery_percent",
    "item__total_discount",
    "item__packing_slip_required",
    "item__stocked",
    "stopped",
    "status",
    "warehouse_id",
    "warehouse__site_id",
    "sales_tax_group__code",
    "item_sales_tax_group__code",
    "requested_ship_date",
    "delivery_type",
    "item__is_master",
)

_ORDER_RELATIONS = (
    "customer__party",
    "customer__group",
    "invoice_account__party",
    "invoice_account__group",
    "invoice_account__posting_profile",
    "currency",
    "payment_terms__payment_day",
    "payment_terms__schedule",
    "cash_discount",
    "payment_method",
    "sales_tax_group",
    "delivery_terms",
    "delivery_mode",
    "responsible",
)


def load_invoiceable(entity: LegalEntity, order_ids: Iterable[int], slip_ids: Iterable[int] | None = None) -> list[InvoiceableOrder]:
    """Return the orders by number, with lines, open slip parts, charges and the hold that stops invoicing.

    Five queries, for a few orders one; one more when a subscription is among them, or an order with an amount as total discount.
    With ``slip_ids`` only those packing slips are offered. Stopped and cancelled lines are left out,
    and those that no customer is billed for.
    """
    keys = list(order_ids)
    found = SalesOrder.of(entity).filter(pk__in=keys).select_related(*_ORDER_RELATIONS).order_by("number")
    line_rows, slip_rows = _line_rows(entity, keys), _slip_rows(entity, keys, slip_ids)
    charges = SalesOrderCharge.of(entity).filter(order__in=keys).order_by("position", "id")
    charges = charges.select_related("code__item_sales_tax_group", "item_sales_tax_group", "unit")
    holds = OrderHold.of(entity).blocking(BlockedDocument.INVOICE).filter(order__in=keys).select_related("code")
    read_few_together(keys, found, line_rows, slip_rows, charges, holds)
    orders = {order.pk: InvoiceableOrder(order, TRAITS[order.order_type]) for order in found}
    own = len(_LINE_FIELDS)
    lines = {row[0]: InvoiceableLine(*(*row[:own], OwnPlace(*row[own:]))) for row in line_rows}
    for line in lines.values():
        orders[line.order_id].lines.append(line)
    _attach_slips(lines, slip_rows)
    if any(order.traits.reopens_after_invoice for order in orders.values()):
        for line_id, carried in SubscriptionLine.of(entity).filter(line__in=lines).values_list("line_id", "carried_quantity"):
            lines[line_id].carried = carried
    _add_discounts(entity, orders)
    for charge in charges:
        orders[charge.order_id].charges.append(charge)
    for hold in holds:
        orders[hold.order_id].hold = hold
    return list(orders.values())


def _add_discounts(entity: LegalEntity, orders: dict[int, InvoiceableOrder]) -> None:
    """Tell what of a total discount that is an amount was given; stopped lines keep their share, so they are read too."""
    for known in orders.values():
        if known.order.total_discount_amount:
            amount, given = known.order.total_discount_amount, known.order.total_discount_invoiced
            known.discount = FixedDiscount(amount, given=given, each_time=known.traits.reopens_after_invoice)
    wanted = [key for key, known in orders.items() if known.discount is not None]
    if not wanted:
        return
    eligible = SalesOrderLine.of(entity).filter(order__in=wanted, item__total_discount=True, billable=True)
    rows = eligible.exclude(status=SalesStatus.CANCELLED)
    for key, order, *values in rows.values_list("pk", "order", "net_amount", "ordered_quantity", "invoiced_amount", "invoiced_quantity"):
        discount = orders[order].discount
        assert discount is not None, "only orders with an amount are asked for"
        discount.lines[key] = EligibleLine(*values)


def _line_rows(entity: LegalEntity, order_ids: list[int]) -> Any:
    return (
        SalesOrderLine.of(entity)
        .filter(order__in=order_ids, stopped=False, billable=True)
        .exclude(status=SalesStatus.CANCELLED)
        .order_by("order_id", "line_number")
        .values_list(*_LINE_FIELDS, *OWN_PLACE)
    )


def _slip_rows(entity: LegalEntity, order_ids: list[int], slip_ids: Iterable[int] | None) -> Any:
    rows: Any = PackingSlipLine.of(entity).to_invoice().filter(order_line__order__in=order_ids)
    if slip_ids is not None:
        rows = rows.filter(packing_slip__in=list(slip_ids))
    fields = (
        "order_line_id",
        "id",
        "packing_slip_id",
        "packing_slip__number",
        "packing_slip__date",
        "packing_slip__header",
        "quantity",
        "corrected_quantity",
        "invoiced_quantity",
    )
    return rows.order_by("packing_slip__date", "packing_slip__number", "id").values_list(*fields)


def _attach_slips(lines: dict[int, InvoiceableLine], rows: Iterable[tuple[Any, ...]]) -> None:
    parts: dict[int, list[OpenSlipPart]] = defaultdict(list)
    for line_id, key, slip_id, number, slip_date, header, quantity, corrected, invoiced in rows:
        address = address_in(header) if header else NO_ADDRESS
        parts[line_id].append(OpenSlipPart(key, slip_id, number, slip_date, address, quantity - corrected - invoiced))
    for line_id in lines.keys() & parts.keys():
        lines[line_id].slips = parts[line_id]
