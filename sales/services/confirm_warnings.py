"""What is said before an order is confirmed for days that cannot be kept: no stock, or no day on which goods leave (sales.md §12.1, §12.3).

Three statements for any number of orders, and none where nothing of them is to be delivered from stock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from foundation.documents.formatting import format_date, format_quantity
from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity
from sales.models import SalesParameters
from sales.promise_errors import NoWorkingDay, PromisedUncovered
from sales.services.promise_dates import PromiseBook
from sales.services.stock import held_quantities
from sales.services.working_orders import WorkingLine, WorkingOrder
from sales.statuses import DeliveryType

ZERO = Decimal(0)
MOST_NAMED = 5


def confirm_warnings(entity: LegalEntity, parameters: SalesParameters, works: Sequence[WorkingOrder]) -> dict[int, list[BusinessRuleError]]:
    """Return by order DLV-03 for lines that no stock covers on the promised day, and DLV-04 for days on which nothing leaves."""
    travelling = {work.order.pk: [known for known in work.live_lines if _travels(known)] for work in works}
    covered = [known for lines in travelling.values() for known in lines if _from_stock(known)]
    if not any(travelling.values()):
        return {}
    book = PromiseBook.load(entity, parameters, {known.item.pk for known in covered})
    held = held_quantities(entity, [known.line.pk for known in covered]) if covered else {}
    found: dict[int, list[BusinessRuleError]] = defaultdict(list)
    for order_id, lines in travelling.items():
        uncovered = [told for known in lines if _from_stock(known) and (told := _uncovered(book, known, held.get(known.line.pk, ZERO)))]
        closed = [f"{known.line.line_number} ({format_date(_day(known))})" for known in lines if not book.calendar.is_open(_day(known))]
        if uncovered:
            found[order_id].append(PromisedUncovered(lines=_named(uncovered)))
        if closed:
            found[order_id].append(NoWorkingDay(lines=_named(closed)))
    return found


def _travels(known: WorkingLine) -> bool:
    return bool(known.item.stocked and known.line.deliver_remainder > 0)


def _from_stock(known: WorkingLine) -> bool:
    """Tell whether a line waits for stock that has to be there; items that may go below zero leave all the same."""
    return known.line.delivery_type != DeliveryType.DIRECT and not known.item.negative_stock


def _day(known: WorkingLine) -> date:
    return known.line.confirmed_ship_date or known.line.requested_ship_date


def _uncovered(book: PromiseBook, known: WorkingLine, held: Decimal) -> str:
    """Name a line with what is missing for its day; empty where what is held and what can be promised suffice."""
    line, item = known.line, known.item
    lacking = line.deliver_remainder * line.inventory_factor - held
    if lacking <= 0:
        return ""
    first = book.earliest_of_stock((item.pk, line.warehouse_id), lacking, line.pk)
    if not first.assumed and first.day <= max(book.calendar.next_open(_day(known)), book.today):
        return ""
    return f"{line.line_number} {item.number} ({format_quantity(lacking)} {item.inventory_unit.code}, {format_date(_day(known))})"


def _named(lines: Sequence[str]) -> str:
    return ", ".join(lines[:MOST_NAMED]) + (" …" if len(lines) > MOST_NAMED else "")
