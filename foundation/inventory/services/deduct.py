"""The physical update: goods leave with a packing slip, or come back with one (sales.md §2.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from foundation.inventory.availability import Availability, refusal
from foundation.inventory.models import Item, StockStatus
from foundation.inventory.movements import StockLine
from foundation.inventory.services.reserve_ordered import allot_arrivals
from foundation.inventory.stock_book import ZERO, Part, StockBook, direction_of
from foundation.money import round_amount
from foundation.organization.models import LegalEntity


@transaction.atomic
def deduct(
    legal_entity: LegalEntity, origin: str, lines: Sequence[StockLine], *, packing_slips: Mapping[int, str], on_date: date
) -> dict[int, Decimal]:
    """Move the lines' quantities to Deducted (returns to Received) and return the cost per line in accounting currency.

    ``packing_slips`` maps a document line to the number of its packing slip. Raises StockShort (STK-01) when stock does not
    suffice under the lock; a plan that asked ``Availability`` first meets this only in a race.
    """
    costs = dict(Item.of(legal_entity).filter(pk__in={line.item_id for line in lines}).values_list("pk", "base_cost"))
    book = StockBook.open(legal_entity, origin, [line.origin_id for line in lines], {(line.item_id, line.warehouse_id) for line in lines})
    check_stock_suffices(book, lines)
    result: dict[int, Decimal] = {}
    for line in lines:
        cost = line_cost(book, line, costs[line.item_id])
        book.consume_open(line.origin_id, -line.quantity)
        book.add(_physical_part(line, cost, packing_slips[line.origin_id], on_date))
        result[line.origin_id] = result.get(line.origin_id, ZERO) + cost
    book.save()
    allot_arrivals(legal_entity, [line for line in lines if line.quantity < 0])
    return result


def check_stock_suffices(book: StockBook, lines: Sequence[StockLine]) -> None:
    """Raise StockShort (STK-01) for the first line whose issue the locked stock does not cover."""
    issues = [line for line in lines if line.quantity > 0]
    if book.covers(issues):
        return
    for shortage in Availability.load(book.legal_entity, book.origin, issues).take(issues):
        raise refusal(shortage)


def line_cost(book: StockBook, line: StockLine, fallback: Decimal) -> Decimal:
    """Return the cost of a movement, signed like the line, and move the stock value by it."""
    pair = (line.item_id, line.warehouse_id)
    if line.quantity > 0 and line.unit_cost is None:
        return book.issue_cost(pair, line.quantity, fallback)
    unit_cost = book.average_cost(pair, fallback) if line.unit_cost is None else line.unit_cost
    cost = round_amount(line.quantity * unit_cost, book.legal_entity.currency.decimals)
    book.value_changes[pair] -= cost
    return cost


def _physical_part(line: StockLine, cost: Decimal, packing_slip: str, on_date: date) -> Part:
    return Part(
        item_id=line.item_id,
        warehouse_id=line.warehouse_id,
        direction=direction_of(line.quantity),
        status=StockStatus.DEDUCTED if line.quantity > 0 else StockStatus.RECEIVED,
        quantity=-line.quantity,
        origin_id=line.origin_id,
        origin_number=line.origin_number,
        expected_date=line.expected_date,
        physical_date=on_date,
        packing_slip=packing_slip,
        physical_cost=cost,
    )
