"""Take a physical update back: goods of a packing slip that did not leave, or did not come back, after all (sales.md §11.4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from django.db import transaction

from foundation.inventory.models import InventoryTransaction, StockStatus
from foundation.inventory.movements import StockLine
from foundation.inventory.services.deduct import check_stock_suffices
from foundation.inventory.stock_book import ZERO, Part, StockBook
from foundation.organization.models import LegalEntity

_RECEIPTS = (StockStatus.RECEIVED,)
_ISSUES = (StockStatus.DEDUCTED,)


@transaction.atomic
def put_back(
    legal_entity: LegalEntity,
    origin: str,
    lines: Sequence[tuple[StockLine, str]],
    *,
    reserving: Collection[int] = (),
    registered: Collection[int] = (),
) -> None:
    """Move quantities of document lines, each with its packing slip, back from Deducted to On order, with the cost they left at.

    Lines in ``reserving`` go to Reserved physical instead. Receipts go back from Received to Ordered, those in ``registered`` to
    Registered. Raises StockShort (STK-01) when goods that came back with the slip have left again.
    """
    keys = [line.origin_id for line, _slip in lines]
    pairs = {(line.item_id, line.warehouse_id) for line, _slip in lines}
    pairs |= set(InventoryTransaction.of(legal_entity).of_origin(origin, keys).values_list("item_id", "warehouse_id"))
    book = StockBook.open(legal_entity, origin, set(keys), pairs)
    leaving = [line for line, _slip in lines if line.quantity < 0 and line.origin_id not in registered]
    check_stock_suffices(book, [_as_issue(line) for line in leaving])
    for line, slip in lines:
        goal = _goal(line, reserving, registered)
        left = -line.quantity
        for part in book.open_parts(line.origin_id, _ISSUES if line.quantity > 0 else _RECEIPTS):
            if part.packing_slip != slip or not left:
                continue
            taken = min(part.quantity, left, key=abs)
            _move_back(book, part, taken, goal)
            left -= taken
    book.save()


def _as_issue(line: StockLine) -> StockLine:
    """Return a receipt that is taken back as the issue that it is to the stock."""
    return StockLine(0, line.origin_number, line.item_id, line.warehouse_id, -line.quantity, line.expected_date)


def _goal(line: StockLine, reserving: Collection[int], registered: Collection[int]) -> StockStatus:
    if line.quantity > 0:
        return StockStatus.RESERVED_PHYSICAL if line.origin_id in reserving else StockStatus.ON_ORDER
    return StockStatus.REGISTERED if line.origin_id in registered else StockStatus.ORDERED


def _move_back(book: StockBook, part: Part, taken: Decimal, goal: StockStatus) -> None:
    """Move a quantity of a physical part to an open status, and its share of the cost back to the stock value."""
    share = book.share_of_cost(part, taken)
    back = book.take(part, taken)
    if back is not part:
        part.physical_cost = (part.physical_cost or ZERO) - share
    book.value_changes[part.pair] += share
    back.status, back.packing_slip, back.physical_date, back.physical_cost = goal, "", None, None
