"""Plans of deliveries as plain data, and the rules a delivered quantity must keep (sales.md §7.5, §11.4). Pure: no queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError
from foundation.inventory.movements import StockLine
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity
from sales.delivery_places import DeliveryAddress, OwnPlace, modes_in
from sales.errors import NotPicked, OverDelivery, PartOfLine, PartOfOrder, TooManyDecimals, UnderDelivery, WrongDirection
from sales.models import ReasonCode, SalesOrder
from sales.packing_slip_errors import PickedFirst
from sales.print_moments import PrintMoment
from sales.statuses import DeliveryType

ZERO = Decimal(0)
HUNDRED = Decimal(100)
STOCK_STEP = Decimal("0.0001")


class DeliveryQuantity(models.TextChoices):
    """Which quantity of each line goes on the packing slip."""

    ALL = "all", _("All")
    DELIVER_NOW = "deliver_now", _("Deliver now")
    PICKED = "picked", _("Picked")
    PICKED_AND_NON_STOCKED = "picked_non_stocked", _("Picked and non-stocked")


@dataclass(frozen=True, slots=True)
class LineUpdate:
    """A quantity typed over the proposed one; ``close`` gives up what stays open after it."""

    quantity: Decimal
    close: bool = False


@dataclass(slots=True)
class DeliveryLine:
    """An order line with the quantity that is to be delivered; quantities in the line's unit with the line's sign."""

    id: int
    order_id: int
    line_number: int
    item_id: int
    item_number: str
    name: str
    text: str
    ordered: Decimal
    delivered: Decimal
    cancelled: Decimal
    deliver_now: Decimal
    remainder: Decimal
    unit: str
    unit_decimals: int
    inventory_factor: Decimal
    stocked: bool
    picking_required: bool
    overdelivery_percent: Decimal
    underdelivery_percent: Decimal
    prevent_partial: bool
    warehouse_id: int | None
    site_id: int | None
    ship_date: date
    net_amount: Decimal
    unit_price: Decimal
    delivery_type: str = DeliveryType.STOCK
    is_master: bool = False
    place: OwnPlace = OwnPlace()  # noqa: RUF009
    quantity: Decimal = ZERO
    close: bool = False
    picked: Decimal = ZERO

    @property
    def sign(self) -> int:
        """1 for a sale, −1 for a return."""
        return 1 if self.ordered > 0 else -1

    @property
    def step(self) -> Decimal:
        """The smallest quantity of the unit."""
        return Decimal(1).scaleb(-self.unit_decimals)

    @property
    def rest_after(self) -> Decimal:
        """What stays open after this delivery; nothing when it is closed or over-delivered."""
        rest = self.remainder - self.quantity
        return ZERO if self.close or rest * self.sign < 0 else rest

    @property
    def value(self) -> Decimal:
        """The part of the line's net amount that this delivery is worth, unrounded."""
        return self.net_amount * self.quantity / self.ordered

    @property
    def is_direct(self) -> bool:
        """Whether a vendor delivers the line."""
        return self.delivery_type == DeliveryType.DIRECT

    def propose(self, option: str, update: LineUpdate | None, *, by_vendor: bool = False) -> None:
        """Set the quantity by the option, or the one that was typed; what a vendor delivers is never proposed.

        ``by_vendor``: the vendor has delivered what was typed, and nothing else leaves.
        """
        if update is None and (self.is_direct or by_vendor):
            return
        if update is not None:
            self.quantity, self.close = update.quantity, update.close
        elif option == DeliveryQuantity.DELIVER_NOW:
            self.quantity = min(self.deliver_now, self.remainder, key=abs)
        elif option == DeliveryQuantity.PICKED or (option == DeliveryQuantity.PICKED_AND_NON_STOCKED and self.stocked):
            self.quantity = min(self.picked, self.remainder, key=abs)
        else:
            self.quantity = self.remainder

    def reduce(self, available: Decimal) -> None:
        """Lower the quantity to what stock in inventory units allows, in whole steps; a line that goes whole only stays behind."""
        most = (max(available, ZERO) / self.inventory_factor / self.step).to_integral_value(rounding=ROUND_FLOOR) * self.step
        if most < self.quantity:
            self.quantity = ZERO if self.prevent_partial else most

    def stock_movement(self, order_number: str) -> StockLine:
        """Return the delivery as the stock sees it; for stocked items only."""
        amount = round_to_step(self.quantity * self.inventory_factor, STOCK_STEP)
        return StockLine(self.id, order_number, self.item_id, self.warehouse_id or 0, amount, self.ship_date)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Whether the company accepts deliveries above and below what was ordered."""

    over: bool = True
    under: bool = True


def check_quantity(line: DeliveryLine, tolerance: Tolerance) -> None:
    """Raise what is wrong with the quantity of one line: ORD-03, ORD-25, PCK-03, PCK-04, PCK-05, PCK-06, PCK-12."""
    if line.quantity * line.sign < 0:
        raise WrongDirection(l=line.line_number, q=_plain(line.quantity))
    if line.quantity % line.step:
        raise TooManyDecimals(q=_plain(line.quantity), u=line.unit, n=line.unit_decimals)
    after = abs(line.delivered + line.quantity)
    _check_over(line, after, line.overdelivery_percent if tolerance.over else ZERO)
    if line.prevent_partial and abs(line.quantity) < abs(line.remainder):
        raise PartOfLine(l=line.line_number)
    if line.picking_required and line.stocked and not line.is_direct and line.sign > 0 and line.quantity > line.picked:
        raise NotPicked(l=line.line_number, i=line.item_number, p=_plain(line.picked), q=_plain(line.quantity))
    if line.close and abs(line.picked) > abs(line.quantity):
        raise PickedFirst(l=line.line_number, q=_plain(line.picked - line.quantity))
    if line.close and line.sign > 0 and line.remainder - line.quantity:
        _check_closing(line, after, line.underdelivery_percent if tolerance.under else ZERO)


def _check_over(line: DeliveryLine, after: Decimal, over: Decimal) -> None:
    limit = _in_steps(abs(line.ordered) * (HUNDRED + over) / HUNDRED, line.step, ROUND_FLOOR) - abs(line.cancelled)
    if after > limit:
        raise OverDelivery(l=line.line_number, q=_plain(after), p=_plain(over), m=_plain(limit))


def _check_closing(line: DeliveryLine, after: Decimal, under: Decimal) -> None:
    """Refuse to leave a customer with too little; of goods that come back less may come, as what is cancelled of them needs no leave."""
    least = _in_steps(abs(line.ordered) * (HUNDRED - under) / HUNDRED, line.step, ROUND_CEILING) - abs(line.cancelled)
    if after < least:
        raise UnderDelivery(l=line.line_number, q=_plain(after), m=_plain(least), p=_plain(under))


def check_complete(order: SalesOrder, lines: Sequence[DeliveryLine]) -> None:
    """Raise PCK-07 when an order that is delivered complete only would leave something open."""
    if not order.prevent_partial_delivery:
        return
    for line in lines:
        missing = line.remainder - line.quantity
        if not line.is_direct and missing * line.sign > 0:
            raise PartOfOrder(o=order, l=line.line_number, q=_plain(missing))


def _in_steps(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    return (value / step).to_integral_value(rounding=rounding) * step


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


@dataclass(slots=True)
class SlipDraft:
    """A packing slip to be: the orders on it, where it goes, and the lines that leave together."""

    orders: list[SalesOrder]
    warehouse_id: int | None
    address: DeliveryAddress
    lines: list[DeliveryLine] = field(default_factory=list)

    @property
    def order(self) -> SalesOrder:
        """The first order on the slip, which names it."""
        return self.orders[0]

    @property
    def modes(self) -> str:
        """How its lines travel, in the language of the first order."""
        orders = {order.pk: order for order in self.orders}
        return modes_in(self.order.language, ((line.place, orders[line.order_id]) for line in self.lines))

    @property
    def numbered_lines(self) -> list[tuple[int, DeliveryLine]]:
        """The lines with their numbers on the slip: 10, 20, 30 …"""
        return [(position * 10, line) for position, line in enumerate(self.lines, 1)]


@dataclass(frozen=True)
class DeliveryRequest:
    """What was asked: which orders, which quantities, when, whether orders may share a slip, and when the paper is printed.

    ``reduce`` lowers quantities to what is there, so that what is short stays open and the rest leaves.
    """

    entity: LegalEntity
    order_ids: Sequence[int]
    option: str = DeliveryQuantity.ALL
    updates: Mapping[int, LineUpdate] = field(default_factory=dict)
    delivery_date: date | None = None
    combine: bool = False
    reduce: bool = False
    credit_limit_type: str | None = None
    overrule_credit: bool = False
    external_reference: str = ""
    delivery_reason: ReasonCode | None = None
    print_moment: str = PrintMoment.AFTER
    credit_reason: str = ""
    by_vendor: bool = False

    @property
    def date(self) -> date:
        """The delivery date: today in the company's calendar unless another one was given."""
        return self.delivery_date or self.entity.today()


@dataclass
class DeliveryPlan:
    """The packing slips that a posting would make, and the orders that are refused with their reasons."""

    request: DeliveryRequest
    orders: dict[int, SalesOrder] = field(default_factory=dict)
    lines: dict[int, list[DeliveryLine]] = field(default_factory=dict)
    slips: list[SlipDraft] = field(default_factory=list)
    refusals: dict[int, BusinessRuleError] = field(default_factory=dict)
    warnings: dict[int, list[BusinessRuleError]] = field(default_factory=dict)

    @property
    def entity(self) -> LegalEntity:
        """The legal entity that delivers."""
        return self.request.entity

    @property
    def going(self) -> dict[int, list[DeliveryLine]]:
        """The lines with a quantity, by order, of the orders that are not refused."""
        chosen = {key: [line for line in lines if line.quantity] for key, lines in self.lines.items() if key not in self.refusals}
        return {key: lines for key, lines in chosen.items() if lines}

    def refuse(self, order_id: int, error: BusinessRuleError) -> None:
        """Record why an order is not delivered, and take it from the slips; subscribers of PackingSlipsPlanned use this too."""
        self.refusals.setdefault(order_id, error)
        for slip in self.slips:
            slip.lines = [line for line in slip.lines if line.order_id != order_id]
            slip.orders = [order for order in slip.orders if order.pk != order_id]
        self.slips = [slip for slip in self.slips if slip.lines]

    def or_raise(self) -> DeliveryPlan:
        """Return the plan, or raise the first refusal."""
        for error in self.refusals.values():
            raise error
        return self
