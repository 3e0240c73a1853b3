"""Picking: goods set aside for document lines, taken from the shelf, and put back on it (sales.md §2.3, §11.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from django.db import transaction

from foundation.inventory.availability import Availability, refusal
from foundation.inventory.models import StockStatus
from foundation.inventory.movements import StockLine
from foundation.inventory.stock_book import ZERO, StockBook
from foundation.organization.models import LegalEntity

ON_ORDER, RESERVED, PICKED = StockStatus.ON_ORDER, StockStatus.RESERVED_PHYSICAL, StockStatus.PICKED


def set_aside(legal_entity: LegalEntity, origin: str, lines: Sequence[StockLine]) -> None:
    """Reserve stock that is there, until each line holds at least its quantity; raises STK-01 when that is not there."""
    _move(legal_entity, origin, lines, _set_aside)


def pick(legal_entity: LegalEntity, origin: str, lines: Sequence[StockLine]) -> None:
    """Move quantities of lines to Picked: what is reserved first, then what is free; raises STK-01 when that is not there."""
    _move(legal_entity, origin, lines, _pick)


def unpick(legal_entity: LegalEntity, origin: str, lines: Sequence[StockLine]) -> None:
    """Move picked quantities of lines back to Reserved physical, as far as they are still there."""
    _move(legal_entity, origin, lines, lambda book, line: _shift(book, line, line.quantity, PICKED, RESERVED))


def release(legal_entity: LegalEntity, origin: str, lines: Sequence[StockLine]) -> None:
    """Give up reservations of lines: back to On order, as far as they are there."""
    _move(legal_entity, origin, lines, lambda book, line: _shift(book, line, line.quantity, RESERVED, ON_ORDER))


@transaction.atomic
def _move(legal_entity: LegalEntity, origin: str, lines: Sequence[StockLine], step: Callable[[StockBook, StockLine], Decimal]) -> None:
    """Take a step for every line in one book, and write what changed."""
    if not lines:
        return
    pairs = {(line.item_id, line.warehouse_id) for line in lines}
    book = StockBook.open(legal_entity, origin, {line.origin_id for line in lines}, pairs)
    for line in lines:
        step(book, line)
    book.save()


def _set_aside(book: StockBook, line: StockLine) -> Decimal:
    """Reserve what a line lacks of its quantity."""
    missing = line.quantity - book.quantity_in(line.origin_id, RESERVED, line.warehouse_id)
    return _take_free(book, line, missing, RESERVED) if missing > 0 else ZERO


def _pick(book: StockBook, line: StockLine) -> Decimal:
    left = line.quantity - _shift(book, line, line.quantity, RESERVED, PICKED)
    return _take_free(book, line, left, PICKED) if left > 0 else ZERO


def _take_free(book: StockBook, line: StockLine, quantity: Decimal, goal: StockStatus) -> Decimal:
    """Move a quantity from On order to a status for which the goods must be there; raises STK-01."""
    row = book.on_hand[line.item_id, line.warehouse_id]
    if not row.negative_allowed and quantity > max(row.available_physical, ZERO):
        for shortage in Availability.load(book.legal_entity, book.origin, [line]).take([line]):
            raise refusal(shortage)
    row.reserved_physical += quantity  # what later lines of this book find free
    moved = _shift(book, line, quantity, ON_ORDER, goal)
    row.reserved_physical -= quantity - moved
    return moved


def _shift(book: StockBook, line: StockLine, quantity: Decimal, source: StockStatus, goal: StockStatus) -> Decimal:
    """Move up to a quantity of a line's parts in its warehouse from one status to another; return what was moved."""
    left = quantity
    for part in book.open_parts(line.origin_id, (source,)):
        taken = min(-part.quantity, left)
        if taken <= 0 or part.warehouse_id != line.warehouse_id:
            continue
        book.move(part, taken, goal)
        left -= taken
    return quantity - left
