"""Inspect goods that came back before anybody says what is done with them (sales.md §14.4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction

from foundation.inventory.models import Item, Warehouse
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from foundation.organization.services.numbering import take_numbers
from returns.errors import DispositionMissing, InspectedCode, InspectedLater, NoQuarantineWarehouse
from returns.models import DispositionCode, QuarantineOrder, ReturnLine
from returns.services.return_book import ReturnBook
from returns.services.return_statuses import derive_return_statuses
from returns.statuses import QuarantineStatus, ReturnLineStatus, quarantine_states, return_line_states, traits_of
from sales.services import stock

NUMBERS = "quarantine_order"


def must_be_inspected(item: Item) -> bool:
    """Tell whether an item goes to quarantine whenever it comes back."""
    return item.stocked and item.quarantine_management


def moves_goods(line: ReturnLine) -> bool:
    """Tell whether goods of a line lie here: the customer keeps what is credited only, unless it was inspected here."""
    if line.disposition is None:
        return line.status == ReturnLineStatus.QUARANTINE
    return line.inspected or traits_of(line.disposition).arrives


def quarantine_warehouses(entity: LegalEntity, warehouse_ids: Collection[int | None]) -> Mapping[int, Warehouse]:
    """Return the warehouses that goods arrive at with their quarantine warehouses; raises RET-08 for one without."""
    found = {known.pk: known for known in Warehouse.of(entity).for_list().filter(pk__in=[key for key in warehouse_ids if key])}
    for warehouse in found.values():
        if warehouse.quarantine_warehouse_id is None:
            raise NoQuarantineWarehouse(w=warehouse)
    return found


def start_orders(entity: LegalEntity, sent: Mapping[int, tuple[ReturnLine, Warehouse]], on_date: date) -> list[QuarantineOrder]:
    """Write a quarantine order per line that was sent to quarantine, given with the warehouse that it would have gone to."""
    numbers = take_numbers(entity, NUMBERS, len(sent), on_date) if sent else []
    return QuarantineOrder.of(entity).bulk_create(
        QuarantineOrder(
            legal_entity=entity,
            number=number,
            line=line,
            warehouse=warehouse,
            quarantine_warehouse=warehouse.quarantine_warehouse,
            started_on=on_date,
        )
        for number, (line, warehouse) in zip(numbers, sent.values(), strict=True)
    )


def restart_orders(entity: LegalEntity, lines: Collection[ReturnLine]) -> Mapping[int, QuarantineOrder]:
    """Start the inspections of lines again whose decision is taken back, and return them by line."""
    if not lines:
        return {}
    ended = QuarantineOrder.of(entity).ended().filter(line__in=[line.pk for line in lines]).order_by("pk")
    orders = {order.line_id: order for order in ended}
    keys = [order.pk for order in orders.values()]
    QuarantineOrder.of(entity).filter(pk__in=keys).update(status=QuarantineStatus.STARTED, disposition=None)
    return orders


@transaction.atomic
def end_quarantine(entity: LegalEntity, order_id: int, code: DispositionCode | None, user: User, *, note: str = "") -> QuarantineOrder:
    """Decide what is done with inspected goods: their line is Registered with the code, and they lie in their warehouse.

    Raises GEN-06 unless the order is Started, RET-09 without a code, RET-19 for a code that replaces what is replaced already.
    """
    book, order = _opened(entity, order_id)
    quarantine_states.check("end", order)
    if code is None:
        raise DispositionMissing()
    line = book.lines[order.line_id]
    line.status, line.inspected = ReturnLineStatus.REGISTERED, True
    line.order_line.deliver_now = line.order_line.deliver_remainder
    book.decide(line, code)
    return _closed(book, order, QuarantineStatus.ENDED, user, code, note)


@transaction.atomic
def report_finished(entity: LegalEntity, order_id: int, user: User, *, note: str = "") -> QuarantineOrder:
    """Say that goods were inspected and nothing is decided: their line is expected at its warehouse, where its arrival decides.

    Raises GEN-06 unless the order is Started.
    """
    book, order = _opened(entity, order_id)
    quarantine_states.check("finish", order)
    line = book.lines[order.line_id]
    line.status, line.arrived_on = ReturnLineStatus.AWAITING, None
    stock.register(entity, [line.order_line_id], arrived=False)
    return _closed(book, order, QuarantineStatus.FINISHED, user, None, note)


@transaction.atomic
def change_disposition(entity: LegalEntity, line_id: int, code: DispositionCode | None, user: User) -> ReturnLine:
    """Give a registered line another disposition code; the charge of the new one is added and none is taken away.

    The stock follows: goods that the customer kept are Registered in it today, goods that the customer keeps after all are
    expected no more than before. Raises GEN-06 unless the line is Registered, RET-07 for goods that have to be inspected first,
    RET-09 without a code, RET-10 for a code that quarantine decided, RET-19, and STK-01 for goods that do not lie there any more.
    """
    book = ReturnBook.open(entity, [line_id])
    [line] = book.lines.values()
    return_line_states.check("reverse", line)
    if code is None:
        raise DispositionMissing()
    if line.inspected:
        raise InspectedCode()
    lay_here = moves_goods(line)
    book.undecide(line)
    book.decide(line, code)
    book.save()
    if moves_goods(line) != lay_here:
        _move_goods(entity, line, arrived=not lay_here)
    audit.record(entity, user, "disposition changed", [line.return_order])
    return line


def _move_goods(entity: LegalEntity, line: ReturnLine, *, arrived: bool) -> None:
    """Bring the goods of a registered line into the stock, or take them out of it; raises RET-07 and STK-01."""
    if arrived:
        inspected = QuarantineOrder.of(entity).finished().filter(line=line.pk)
        if must_be_inspected(line.order_line.item) and not inspected.exists():
            raise InspectedLater()
        line.arrived_on = entity.today()
        ReturnLine.of(entity).filter(pk=line.pk).update(arrived_on=line.arrived_on)
    stock.register(entity, [line.order_line_id], arrived=arrived)


def _opened(entity: LegalEntity, order_id: int) -> tuple[ReturnBook, QuarantineOrder]:
    line_id = QuarantineOrder.of(entity).values_list("line", flat=True).get(pk=order_id)
    book = ReturnBook.open(entity, [line_id])
    return book, QuarantineOrder.of(entity).locked().get(pk=order_id)


def _closed(book: ReturnBook, order: QuarantineOrder, status: str, user: User, code: DispositionCode | None, note: str) -> QuarantineOrder:
    """Bring the goods to their warehouse and write line and order."""
    line = book.lines[order.line_id]
    line.order_line.warehouse_id = order.warehouse_id
    book.save()
    if line.status == ReturnLineStatus.REGISTERED:
        stock.register(book.entity, [line.order_line_id])
    order.status, order.disposition, order.inspector, order.note = status, code, user, note
    order.save(update_fields=["status", "disposition", "inspector", "note"])
    derive_return_statuses(book.entity, book.loaded.works)
    audit.record(book.entity, user, "quarantine ended", [line.return_order])
    return order
