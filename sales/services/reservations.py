"""Reserve stock for order lines by hand, and give it back: the one mechanism behind pages, REST and backorders (sales.md §2.6).

A reservation never changes quantities or statuses of the order. Whoever calls holds the orders of the lines, or lets ``reserve_of_order``
and ``release_of_order`` do it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from foundation.inventory.availability import refusal
from foundation.inventory.errors import ReservationTooLarge, ReservedInPart
from foundation.inventory.movements import Shortage
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.errors import TooManyDecimals
from sales.models import SalesOrder, SalesOrderLine
from sales.reservation_errors import NothingReservable, NotReservable
from sales.services import stock
from sales.statuses import sales_order_states

ZERO = Decimal(0)


def reserve_lines(entity: LegalEntity, lines: Sequence[SalesOrderLine], user: User) -> dict[int, ReservedInPart]:
    """Reserve as much as possible of what is open of lines, first come first served; return what fell short (STK-03) by line.

    Goods on their way are reserved after those that are there, where the parameter says so.
    """
    short = stock.reserve_open(entity, [line.pk for line in lines])
    _record(entity, user, "reserved", lines)
    return short


def release_lines(entity: LegalEntity, lines: Sequence[SalesOrderLine], user: User) -> None:
    """Give every reservation of lines back, of goods that are there and of goods on their way; what is picked stays."""
    keys = [line.pk for line in lines]
    stock.release_reservations(entity, keys)
    stock.release_expected(entity, keys)
    _record(entity, user, "unreserved", lines)


@transaction.atomic
def reserve_of_order(
    entity: LegalEntity,
    order_id: int,
    user: User,
    *,
    line_ids: Collection[int] | None = None,
    wanted: Mapping[int, Decimal] | None = None,
) -> dict[int, ReservedInPart]:
    """Reserve for lines of an order, for all that can be reserved unless some are named; return what fell short (STK-03) by line.

    ``wanted`` says how much of a line shall be reserved, in its unit; of lines that it does not name it is as much as possible.
    Raises ORD-03, STK-01 beyond what is available, STK-02 beyond what is open, STK-07, STK-08 and ORD-53.
    """
    return _reserve(entity, _reservable(entity, order_id, line_ids), user, wanted)


def _reserve(
    entity: LegalEntity, lines: Sequence[SalesOrderLine], user: User, wanted: Mapping[int, Decimal] | None
) -> dict[int, ReservedInPart]:
    """Reserve what is wanted of lines whose orders are locked, and as much as possible of the others."""
    exact = {line.pk: line for line in lines if wanted is not None and line.pk in wanted}
    if wanted and exact:
        _reserve_exactly(entity, exact, wanted)
    rest = [line for line in lines if line.pk not in exact]
    short = stock.reserve_open(entity, [line.pk for line in rest])
    _record(entity, user, "reserved", lines)
    return short


@transaction.atomic
def reserve_chosen(
    entity: LegalEntity, line_ids: Collection[int], user: User, *, wanted: Mapping[int, Decimal] | None = None
) -> dict[int, ReservedInPart]:
    """Reserve for lines of any orders as ``reserve_of_order`` does; what some of them give back can be given to others.

    Returns what fell short by line. Raises ORD-03, STK-01, STK-02 and STK-08.
    """
    return _reserve(entity, _chosen(entity, line_ids), user, wanted)


@transaction.atomic
def release_chosen(entity: LegalEntity, line_ids: Collection[int], user: User) -> None:
    """Give the reservations of lines of any orders back; raises STK-08."""
    release_lines(entity, _chosen(entity, line_ids), user)


@transaction.atomic
def release_of_order(entity: LegalEntity, order_id: int, user: User, *, line_ids: Collection[int] | None = None) -> None:
    """Give the reservations of lines of an order back, of all unless some are named; raises STK-07, STK-08 and ORD-53."""
    release_lines(entity, _reservable(entity, order_id, line_ids), user)


def _reservable(entity: LegalEntity, order_id: int, line_ids: Collection[int] | None) -> list[SalesOrderLine]:
    """Lock the order and return its lines that stock can be reserved for, those that are named."""
    order = SalesOrder.of(entity).filter(pk=order_id).locked().get()
    sales_order_states.check_type("reserve", order)
    lines = list(SalesOrderLine.of(entity).for_reservation().of_order(order_id))
    if not lines:
        raise NothingReservable(o=order)
    if line_ids is None:
        return lines
    unknown = set(line_ids) - {line.pk for line in lines}
    if unknown:
        named = SalesOrderLine.of(entity).filter(pk__in=unknown).order_by("line_number").values_list("line_number", flat=True)
        raise NotReservable(l=named.first())
    return [line for line in lines if line.pk in line_ids]


def _chosen(entity: LegalEntity, line_ids: Collection[int]) -> list[SalesOrderLine]:
    """Lock the orders of lines, and return the lines; raises STK-08 for one that stock can no longer be reserved for."""
    keys = set(line_ids)
    known = SalesOrderLine.of(entity).filter(pk__in=keys)
    list(SalesOrder.of(entity).filter(pk__in=list(known.values_list("order", flat=True))).locked().values_list("pk"))
    lines = list(SalesOrderLine.of(entity).for_reservation_list().filter(pk__in=keys).order_by("order_id", "line_number"))
    gone = keys - {line.pk for line in lines}
    if gone:
        raise NotReservable(l=known.filter(pk__in=gone).order_by("pk").values_list("line_number", flat=True).first())
    return lines


def _reserve_exactly(entity: LegalEntity, lines: Mapping[int, SalesOrderLine], wanted: Mapping[int, Decimal]) -> None:
    """Set reservations, and say in the words of the line what is too much."""
    known = stock.stocked_lines(entity, lines)
    for key, line in lines.items():
        if wanted[key] % line.unit.step:
            raise TooManyDecimals(q=wanted[key].normalize(), u=line.unit, n=line.unit.decimals, field="quantity", record=key)
        waiting = line.deliver_remainder - line.picked  # type: ignore[attr-defined]
        if wanted[key] > waiting:
            raise ReservationTooLarge(origin_id=key, most=waiting, line=line.line_number, shown=waiting, field="quantity", record=key)
    try:
        stock.reserve_exactly(entity, [known[key].movement(wanted[key]) for key in lines])
    except ReservationTooLarge as error:
        line = lines[error.origin_id]
        needed = known[line.pk].movement(wanted[line.pk]).quantity
        unit = line.item.inventory_unit.code
        place = line.warehouse.code if line.warehouse is not None else ""
        short = refusal(Shortage(line.pk, line.item.number, place, unit, needed, error.most))
        short.field, short.record = "quantity", line.pk
        raise short from error


def _record(entity: LegalEntity, user: User, action: str, lines: Sequence[SalesOrderLine]) -> None:
    orders = {line.order_id: line.order for line in lines}
    audit.record(entity, user, action, [orders[key] for key in sorted(orders)])
