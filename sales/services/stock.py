"""What movements of order lines mean for the stock: the one door from sales to the inventory room.

Quantities of order lines are in the line's unit; stock lies in inventory units. Lines of items that are not stocked, and
of order types that hold no stock, never reach the inventory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from foundation.fields import QuantityField
from foundation.inventory.errors import ReservedInPart, StillPicked
from foundation.inventory.models import InventoryTransaction, StockStatus
from foundation.inventory.movements import StockLine
from foundation.inventory.services.deduct import deduct
from foundation.inventory.services.locks import lock_stock
from foundation.inventory.services.open_lines import set_open
from foundation.inventory.services.put_back import put_back
from foundation.inventory.services.register import register as register_receipts
from foundation.inventory.services.reserve import move_reservation, reserve, set_reservation
from foundation.inventory.services.reserve_ordered import reserve_ordered
from foundation.inventory.services.sell import sell as sell_stock
from foundation.inventory.stock_book import HELD
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity
from sales.invoiceable import InvoiceableOrder, InvoiceMovement
from sales.models import OrderHold, SalesOrderLine, SalesParameters
from sales.packing_slip_errors import PickedFirst
from sales.statuses import TRAITS, DeliveryType, LineKind, OrderTypeTraits

ORIGIN = "sales.salesorderline"
STEP = Decimal("0.0001")
ZERO = Decimal(0)

NOT_FROM_STOCK = Q(delivery_type=DeliveryType.DIRECT) | Q(kind=LineKind.COMMERCIAL)
"""Lines of which nothing waits in the stock: a vendor delivers them, or their delivery lines stand for them."""
STOCKLESS_TYPES = [order_type for order_type, traits in TRAITS.items() if not traits.holds_stock]


@dataclass(frozen=True, slots=True)
class StockedLine:
    """What the stock has to know of an order line of a stocked item."""

    id: int
    order_number: str
    item_id: int
    warehouse_id: int
    factor: Decimal
    ship_date: date
    remainder: Decimal
    line_number: int
    unit_cost: Decimal | None = None

    def movement(self, quantity: Decimal) -> StockLine:
        """Return a quantity of the line, given in its unit, as the stock sees it."""
        amount = round_to_step(quantity * self.factor, STEP)
        return StockLine(self.id, self.order_number, self.item_id, self.warehouse_id, amount, self.ship_date, self.unit_cost)


def stocked_lines(entity: LegalEntity, line_ids: Collection[int]) -> dict[int, StockedLine]:
    """Return those of the lines that concern the stock: one query."""
    rows: Any = SalesOrderLine.of(entity).filter(pk__in=list(line_ids), item__stocked=True, warehouse__isnull=False)
    rows = rows.exclude(order__order_type__in=STOCKLESS_TYPES).with_remainders().order_by("pk")
    rows = rows.annotate(
        open_rest=Case(When(NOT_FROM_STOCK, then=Value(ZERO)), default=F("deliver_rest"), output_field=QuantityField()),
        expected=Coalesce("order__subscription__next_delivery_date", "confirmed_ship_date", "requested_ship_date"),
    )
    fields = ("id", "order__number", "item_id", "warehouse_id", "inventory_factor", "expected", "open_rest", "line_number")
    found: Any = rows.values_list("order__order_type", "unit_cost", *fields)
    return {row[0]: StockedLine(*(*row, _own_cost(TRAITS[order_type], cost))) for order_type, cost, *row in found}


def _own_cost(traits: OrderTypeTraits, unit_cost: Decimal) -> Decimal | None:
    """Return the cost that counts for a line whatever the stock is worth: what was returned comes in at what it was sold at."""
    return unit_cost if traits.returns_goods else None


def picked_quantities(entity: LegalEntity, units: Mapping[int, tuple[Decimal, int]]) -> dict[int, Decimal]:
    """Return what is picked and has not left of order lines, in the line's unit; ``units`` gives factor and decimals of each."""
    found: dict[int, Decimal] = defaultdict(lambda: ZERO)
    rows = InventoryTransaction.of(entity).of_origin(ORIGIN, list(units)).filter(status=StockStatus.PICKED)
    for key, quantity in rows.values_list("origin_id", "quantity") if units else ():
        found[key] -= quantity
    return {key: round_to_step(found[key] / units[key][0], Decimal(1).scaleb(-units[key][1])) for key in found}


def held_quantities(entity: LegalEntity, line_ids: Collection[int]) -> dict[int, Decimal]:
    """Return what of the stock is held for order lines, reserved or picked, in inventory units; zero for lines without."""
    found: dict[int, Decimal] = dict.fromkeys(line_ids, ZERO)
    rows = InventoryTransaction.of(entity).of_origin(ORIGIN, list(line_ids)).filter(status__in=HELD)
    for key, quantity in rows.values_list("origin_id", "quantity") if line_ids else ():
        found[key] -= quantity
    return found


def sync_open(entity: LegalEntity, line_ids: Collection[int]) -> None:
    """Make the open part of lines in the stock equal to their deliver remainder; a closed or cancelled rest disappears.

    Raises PickedFirst (ORD-25) where more is picked than remains.
    """
    if line_ids:
        known = stocked_lines(entity, line_ids)
        _set_open(entity, known, {key: line.remainder for key, line in known.items()})


def remove(entity: LegalEntity, line_ids: Collection[int]) -> None:
    """Take lines that will be deleted out of the stock; raises PickedFirst (ORD-25) where something of them is picked."""
    known = stocked_lines(entity, line_ids)
    _set_open(entity, known, dict.fromkeys(known, ZERO))


def _set_open(entity: LegalEntity, known: Mapping[int, StockedLine], quantities: Mapping[int, Decimal]) -> None:
    """Set the open part of lines, and say in their own unit what is picked of a line of which less is wanted."""
    try:
        set_open(entity, ORIGIN, [line.movement(quantities[key]) for key, line in known.items()])
    except StillPicked as error:
        line = known[error.origin_id]
        picked = round_to_step(error.picked / line.factor, STEP)
        raise PickedFirst(l=line.line_number, q=f"{picked.normalize():f}", record=line.id) from error


def reserve_open(entity: LegalEntity, line_ids: Collection[int]) -> dict[int, ReservedInPart]:
    """Reserve as much as possible of the open quantity of lines, first come first served; return what fell short (STK-03) by line.

    Goods that are on their way are reserved after those that are there, where the parameter says so.
    """
    known = {line.id: line for line in stocked_lines(entity, line_ids).values() if line.remainder > 0}
    if not known:
        return {}
    movements = {key: line.movement(line.remainder) for key, line in known.items()}
    reserved = reserve(entity, ORIGIN, list(movements.values()))
    if SalesParameters.of(entity).reserve_ordered_items:
        coming = reserve_ordered(entity, ORIGIN, list(movements.values()))
        reserved = {key: quantity + coming[key] for key, quantity in reserved.items()}
    return {key: _short(known[key], reserved[key]) for key, movement in movements.items() if reserved[key] < movement.quantity}


def _short(line: StockedLine, reserved: Decimal) -> ReservedInPart:
    """Say what is reserved and what is missing, in the unit of the line."""
    found = round_to_step(reserved / line.factor, STEP)
    values = {"r": found, "q": line.remainder, "s": line.remainder - found}
    said: dict[str, Any] = {name: f"{value.normalize():f}" for name, value in values.items()}
    return ReservedInPart(l=line.line_number, **said)


RESERVED = (StockStatus.RESERVED_PHYSICAL, StockStatus.RESERVED_ORDERED)
_HERE_OR_NOWHERE = (StockStatus.ON_ORDER, StockStatus.RESERVED_PHYSICAL)


def reserved_parts(entity: LegalEntity, line_ids: Collection[int]) -> dict[int, dict[str, Decimal]]:
    """Return what is reserved of lines, of goods that are there and of goods on their way, in inventory units."""
    found: dict[int, dict[str, Decimal]] = {key: dict.fromkeys(RESERVED, ZERO) for key in line_ids}
    rows = InventoryTransaction.of(entity).of_origin(ORIGIN, list(line_ids)).filter(status__in=RESERVED)
    for key, status, quantity in rows.values_list("origin_id", "status", "quantity"):
        found[key][status] -= quantity
    return found


def reserve_exactly(entity: LegalEntity, wanted: Sequence[StockLine]) -> None:
    """Make the physical reservation of lines equal to the quantities given; raises ReservationTooLarge (STK-02).

    What they reserved of goods on their way is given back as far as they get goods that are there.
    """
    known: dict[int, Decimal] = dict.fromkeys((move.origin_id for move in wanted), ZERO)
    rows = InventoryTransaction.of(entity).of_origin(ORIGIN, list(known)).filter(status__in=_HERE_OR_NOWHERE)
    for key, quantity in rows.values_list("origin_id", "quantity"):
        known[key] -= quantity
    beyond = [replace(move, quantity=move.quantity - known[move.origin_id]) for move in wanted if move.quantity > known[move.origin_id]]
    if beyond:
        move_reservation(entity, ORIGIN, beyond, StockStatus.RESERVED_ORDERED, StockStatus.ON_ORDER)
    set_reservation(entity, ORIGIN, wanted, {move.origin_id: move.quantity for move in wanted})


def pass_on_reservation(entity: LegalEntity, source: int, goal: int, held: Mapping[str, Decimal]) -> None:
    """Reserve for a line what another line ``held`` and gave up, as far as nobody else has it since and it is not reserved already."""
    line = stocked_lines(entity, [goal]).get(goal)
    if line is None or not any(held.values()):
        return
    now = reserved_parts(entity, [source, goal])
    for status, take in ((StockStatus.RESERVED_PHYSICAL, reserve), (StockStatus.RESERVED_ORDERED, reserve_ordered)):
        most = held[status] - now[source][status] - now[goal][status]
        if most > 0:
            take(entity, ORIGIN, [line.movement(line.remainder)], {goal: most})


def register(entity: LegalEntity, line_ids: Collection[int], *, arrived: bool = True) -> None:
    """Register the open receipts of lines as arrived, or take that back; raises STK-01 for what does not lie there any more."""
    known = stocked_lines(entity, line_ids).values()
    if known:
        register_receipts(entity, ORIGIN, [line.movement(line.remainder) for line in known], arrived=arrived)


def release_reservations(entity: LegalEntity, line_ids: Collection[int]) -> None:
    """Give up every physical reservation of lines."""
    known = [line.movement(line.remainder) for line in stocked_lines(entity, line_ids).values()]
    if known:
        set_reservation(entity, ORIGIN, known, {line.origin_id: ZERO for line in known})


def release_expected(entity: LegalEntity, line_ids: Collection[int]) -> None:
    """Give up what lines reserved of goods on their way."""
    known = [line.movement(line.remainder) for line in stocked_lines(entity, line_ids).values() if line.remainder > 0]
    if known:
        move_reservation(entity, ORIGIN, known, StockStatus.RESERVED_ORDERED, StockStatus.ON_ORDER)


def lock(entity: LegalEntity, lines: Iterable[StockLine]) -> None:
    """Lock the stock of some movements, before numbers are drawn."""
    lock_stock(entity, {(line.item_id, line.warehouse_id) for line in lines})


def deliver(entity: LegalEntity, lines: Sequence[StockLine], packing_slips: Mapping[int, str], on_date: date) -> dict[int, Decimal]:
    """Move delivered quantities to Deducted and return the cost per order line; raises STK-01."""
    return deduct(entity, ORIGIN, lines, packing_slips=packing_slips, on_date=on_date) if lines else {}


def take_back(entity: LegalEntity, moves: Sequence[tuple[int, str, Decimal]]) -> None:
    """Move quantities of order lines back from their packing slips: to a reservation where the order reserves by itself.

    No reservation where a hold forbids it. Each move is an order line, the number of the slip and a quantity in the line's unit.
    What returned orders took in stays registered. Raises STK-01 when goods that came back have left again.
    """
    known = stocked_lines(entity, {key for key, _slip, _quantity in moves})
    if not known:
        return
    held = Exists(OrderHold.of(entity).releasing().filter(order=OuterRef("order")))
    rows = SalesOrderLine.of(entity).filter(pk__in=known).values_list("pk", "order__automatic_reservation", "order__order_type", held)
    reserving, returning = set(), set()
    for key, automatic, order_type, is_held in rows:
        if automatic and not is_held:
            reserving.add(key)
        if TRAITS[order_type].returns_goods:
            returning.add(key)
    lines = [(known[key].movement(quantity), slip) for key, slip, quantity in moves if key in known]
    put_back(entity, ORIGIN, lines, reserving=reserving, registered=returning)


def stocked_of(orders: Iterable[InvoiceableOrder]) -> dict[int, StockedLine]:
    """Return those lines of orders that concern the stock, from what was read to invoice them: no query."""
    return {
        line.id: StockedLine(
            line.id,
            order.order.number,
            line.item_id,
            line.warehouse_id,
            line.inventory_factor,
            line.ship_date,
            line.deliver_remainder,
            line.line_number,
            _own_cost(order.traits, line.unit_cost),
        )
        for order in orders
        if order.traits.holds_stock
        for line in order.lines
        if line.stocked and line.warehouse_id is not None
    }


def sell(entity: LegalEntity, movements: Sequence[InvoiceMovement], known: Mapping[int, StockedLine] | None = None) -> dict[int, Decimal]:
    """Move invoiced quantities to Sold and return the cost per order line; raises STK-01 for what was not delivered before.

    ``known`` are the lines that concern the stock, read under the lock of their orders; they are read when it is left out.
    """
    if known is None:
        known = stocked_lines(entity, {move.order_line_id for move in movements})
    by_date: dict[date, list[InvoiceMovement]] = defaultdict(list)
    for move in movements:
        if move.order_line_id in known:
            by_date[move.invoice_date].append(move)
    costs: dict[int, Decimal] = {}
    for on_date, moves in sorted(by_date.items()):
        costs |= _sell_on(entity, known, moves, on_date)
    return costs


def _sell_on(entity: LegalEntity, known: Mapping[int, StockedLine], moves: Sequence[InvoiceMovement], on_date: date) -> dict[int, Decimal]:
    delivered: dict[int, Decimal] = defaultdict(lambda: ZERO)
    undelivered: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for move in moves:
        (undelivered if move.slip_line_id is None else delivered)[move.order_line_id] += move.quantity
    return sell_stock(
        entity,
        ORIGIN,
        [known[key].movement(quantity) for key, quantity in sorted(delivered.items())],
        [known[key].movement(quantity) for key, quantity in sorted(undelivered.items())],
        invoices={move.order_line_id: move.invoice_number for move in moves},
        on_date=on_date,
    )
