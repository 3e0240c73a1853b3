"""Register that goods came back, and take that back: what of a line arrived, where, and what is done with it (sales.md §14.4, §14.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from foundation.errors import BusinessRuleError
from foundation.inventory.models import Warehouse
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from returns.errors import DeadlinePassed, DispositionMissing, InspectedLater, MoreArrived
from returns.models import DeadlineCheck, DispositionCode, QuarantineOrder, ReturnLine, ReturnOrder, ReturnParameters
from returns.services.quarantine import moves_goods, must_be_inspected, quarantine_warehouses, restart_orders, start_orders
from returns.services.return_book import ReturnBook
from returns.services.return_statuses import derive_return_statuses
from returns.statuses import ReturnLineStatus, return_line_states, traits_of
from sales.errors import QuantityIsZero, TooManyDecimals
from sales.services import stock

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What arrived of a return line: a positive quantity in its unit, None for all of it; where it lies, and what is done with it.

    With ``quarantine`` that is said after an inspection: the goods lie in the quarantine warehouse of where they arrived.
    Items with quarantine management go there whether or not it is said.
    """

    line_id: int
    disposition: DispositionCode | None
    quantity: Decimal | None = None
    warehouse_id: int | None = None
    quarantine: bool = False


@dataclass
class Registered:
    """The lines as they are registered, and what is worth knowing of them."""

    lines: list[ReturnLine] = field(default_factory=list)
    notices: list[BusinessRuleError] = field(default_factory=list)


@transaction.atomic
def register_arrivals(entity: LegalEntity, arrivals: Sequence[Arrival], user: User, *, on_date: date | None = None) -> Registered:
    """Register lines of any number of returns, at most one arrival each, and return them; the rest of a part becomes a new line.

    Goods that the customer keeps (Credit only) are registered without any movement. Raises GEN-06 for lines that are not
    expected, RET-07 and RET-08 for what goes to quarantine, RET-09 without a disposition code, RET-11 for more than is
    expected, RET-19 for a code that replaces what is replaced already, ORD-03 and ORD-04 for quantities that cannot be, and
    RET-15 after the deadline where the parameters refuse that; otherwise RET-15 is among the notices. The number of statements
    does not depend on the number of lines.
    """
    day = on_date or entity.today()
    book = ReturnBook.open(entity, [arrival.line_id for arrival in arrivals])
    wanted = _forced(entity, book, {arrival.line_id: arrival for arrival in arrivals})
    notices = _check_deadlines(entity, book.returns, day)
    for line in book.lines.values():
        with _of_line(line):
            _register(book, line, wanted[line.pk], day)
    inspected = _send_to_quarantine(entity, [line for line in book.lines.values() if wanted[line.pk].quarantine])
    book.save()
    stock.register(entity, [line.order_line_id for line in book.lines.values() if moves_goods(line)])
    start_orders(entity, inspected, day)
    derive_return_statuses(entity, book.loaded.works)
    audit.record(entity, user, "arrival registered", book.returns)
    return Registered(list(book.lines.values()), notices)


@transaction.atomic
def reverse_registrations(entity: LegalEntity, line_ids: Collection[int], user: User) -> list[ReturnLine]:
    """Let registered lines be expected again and return them; those whose code quarantine decided go back to quarantine.

    Raises GEN-06 for lines that are not Registered, STK-01 for goods that do not lie there any more.
    """
    book = ReturnBook.open(entity, line_ids)
    return_line_states.check_all("reverse", book.lines.values())
    inspected = restart_orders(entity, [line for line in book.lines.values() if line.inspected])
    for line in book.lines.values():
        line.status, line.arrived_on = ReturnLineStatus.AWAITING, None
        line.order_line.deliver_now = ZERO
        book.undecide(line)
        if line.pk in inspected:
            line.status, line.inspected = ReturnLineStatus.QUARANTINE, False
            line.order_line.warehouse_id = inspected[line.pk].quarantine_warehouse_id
    stock.register(entity, [line.order_line_id for line in book.lines.values()], arrived=False)
    book.save()
    stock.register(entity, [line.order_line_id for line in book.lines.values() if line.pk in inspected])
    derive_return_statuses(entity, book.loaded.works)
    audit.record(entity, user, "registration reversed", book.returns)
    return list(book.lines.values())


def _forced(entity: LegalEntity, book: ReturnBook, wanted: Mapping[int, Arrival]) -> dict[int, Arrival]:
    """Send goods to quarantine whose item says so, unless they were inspected before or the customer keeps them."""
    managed = {key for key, line in book.lines.items() if must_be_inspected(book.workings[line.order_line_id].item)}
    if managed:
        managed -= set(QuarantineOrder.of(entity).finished().filter(line__in=managed).values_list("line", flat=True))
    kept = {key for key, arrival in wanted.items() if arrival.disposition and not traits_of(arrival.disposition).arrives}
    return {key: replace(arrival, quarantine=True) if key in managed - kept else arrival for key, arrival in wanted.items()}


def _send_to_quarantine(entity: LegalEntity, lines: Sequence[ReturnLine]) -> dict[int, tuple[ReturnLine, Warehouse]]:
    """Put lines into the quarantine warehouses of where they arrived, and return them with those by key; raises RET-08."""
    known = quarantine_warehouses(entity, [line.order_line.warehouse_id for line in lines]) if lines else {}
    sent = {line.pk: (line, known[line.order_line.warehouse_id]) for line in lines if line.order_line.warehouse_id}
    for line, warehouse in sent.values():
        line.order_line.warehouse_id = warehouse.quarantine_warehouse_id
    return sent


@contextmanager
def _of_line(line: ReturnLine) -> Iterator[None]:
    """Let what is refused name the value of the line that was entered, as the dialog does."""
    try:
        yield
    except BusinessRuleError as refusal:
        refusal.record = refusal.record or line.pk
        raise


def _register(book: ReturnBook, line: ReturnLine, arrival: Arrival, day: date) -> None:
    return_line_states.check("register", line)
    sold = line.order_line
    expected = -sold.deliver_remainder
    quantity = expected if arrival.quantity is None else abs(arrival.quantity)
    _check_quantity(book, line, quantity, expected)
    code = _checked_code(line, arrival)
    if quantity < expected:
        book.split(line, quantity)
    sold.warehouse_id = arrival.warehouse_id or sold.warehouse_id
    line.arrived_on = day
    if code is None:
        line.status = ReturnLineStatus.QUARANTINE
        return
    line.status, sold.deliver_now = ReturnLineStatus.REGISTERED, -quantity
    book.decide(line, code)


def _checked_code(line: ReturnLine, arrival: Arrival) -> DispositionCode | None:
    """Return the disposition code of what arrived, None for what goes to quarantine; raises RET-07 and RET-09."""
    code = arrival.disposition
    if arrival.quarantine and code is not None:
        raise InspectedLater()
    if code is None and not arrival.quarantine:
        raise DispositionMissing()
    return code


def _check_quantity(book: ReturnBook, line: ReturnLine, quantity: Decimal, expected: Decimal) -> None:
    unit = book.loaded.context.units[line.order_line.unit_id]
    if not quantity:
        raise QuantityIsZero()
    if quantity % unit.step:
        raise TooManyDecimals(q=f"{quantity.normalize():f}", u=unit, n=unit.decimals, field="quantity")
    if quantity > expected:
        raise MoreArrived(q=f"{quantity.normalize():f}", e=f"{expected.normalize():f}")


def _check_deadlines(entity: LegalEntity, returns: Sequence[ReturnOrder], day: date) -> list[BusinessRuleError]:
    """Return a notice for each return whose deadline has passed, or raise the first where the parameters refuse it (RET-15)."""
    check = ReturnParameters.of(entity).deadline_check
    late = [DeadlinePassed(d=returned.deadline, r=returned) for returned in returns if returned.deadline < day]
    if late and check == DeadlineCheck.ERROR:
        raise late[0]
    return list(late) if check == DeadlineCheck.WARNING else []
