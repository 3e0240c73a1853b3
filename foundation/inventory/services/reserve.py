"""Reservations: stock held for a document line (sales.md §2.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from foundation.inventory.errors import ReservationTooLarge
from foundation.inventory.models import StockStatus
from foundation.inventory.movements import StockLine
from foundation.inventory.stock_book import ZERO, StockBook
from foundation.organization.models import LegalEntity

_MOVABLE = (StockStatus.ON_ORDER, StockStatus.RESERVED_PHYSICAL)
_FOLDED = (*_MOVABLE, StockStatus.RESERVED_ORDERED)


@transaction.atomic
def reserve(
    legal_entity: LegalEntity, origin: str, lines: Sequence[StockLine], most: Mapping[int, Decimal] | None = None
) -> dict[int, Decimal]:
    """Reserve as much as possible of each line's open quantity, first come first served, and return what is reserved now.

    ``most`` says of how much more of a line at the most, in inventory units.
    """
    book = _open(legal_entity, origin, lines)
    free = {pair: row.available_physical for pair, row in book.on_hand.items()}
    result: dict[int, Decimal] = {}
    for line in lines:
        left = most[line.origin_id] if most is not None else None
        for part in book.open_parts(line.origin_id, (StockStatus.ON_ORDER,)):
            possible = min(-part.quantity, max(free[part.pair], ZERO), *(() if left is None else (left,)))
            if possible > 0:
                free[part.pair] -= possible
                left = None if left is None else left - possible
                book.take(part, -possible).status = StockStatus.RESERVED_PHYSICAL
        result[line.origin_id] = _reserved(book, line.origin_id)
    _fold(book, lines)
    book.save()
    return result


@transaction.atomic
def set_reservation(legal_entity: LegalEntity, origin: str, lines: Sequence[StockLine], wanted: Mapping[int, Decimal]) -> None:
    """Make the physical reservation of each line equal to the wanted quantity in inventory units.

    What some lines give back can be given to others. Raises ReservationTooLarge (STK-02) beyond the line's open quantity or beyond
    what is available.
    """
    book = _open(legal_entity, origin, lines)
    free = {pair: row.available_physical for pair, row in book.on_hand.items()}
    for line in sorted(lines, key=lambda known: wanted[known.origin_id] > _reserved(book, known.origin_id)):
        free[line.item_id, line.warehouse_id] -= _reserve_exactly(book, line, wanted[line.origin_id], free[line.item_id, line.warehouse_id])
    _fold(book, lines)
    book.save()


@transaction.atomic
def move_reservation(legal_entity: LegalEntity, origin: str, lines: Sequence[StockLine], source: str, goal: str) -> None:
    """Move up to each line's quantity of its open issue from one status to another; what is not there does not move.

    An expected receipt marked for a sales line takes it from On order to Reserved ordered, its arrival on to Reserved physical.
    """
    book = _open(legal_entity, origin, lines)
    for line in lines:
        left = line.quantity
        for part in book.open_parts(line.origin_id, (source,)):
            taken = min(-part.quantity, left)
            if taken > 0 and part.pair == (line.item_id, line.warehouse_id):
                book.take(part, -taken).status = goal
                left -= taken
    _fold(book, lines)
    book.save()


def _reserve_exactly(book: StockBook, line: StockLine, target: Decimal, free: Decimal) -> Decimal:
    """Raise or lower the reservation of one line, and return by how much it is higher now; ``free`` is what nobody holds."""
    now = _reserved(book, line.origin_id)
    open_quantity = -sum((part.quantity for part in book.open_parts(line.origin_id, _MOVABLE)), ZERO)
    most = max(min(open_quantity, free + now), ZERO)
    raising = target > now
    if raising and target > most:
        raise ReservationTooLarge(origin_id=line.origin_id, most=most, line=line.origin_number, shown=most)
    source, goal = _MOVABLE if raising else tuple(reversed(_MOVABLE))
    left = abs(target - now)
    for part in book.open_parts(line.origin_id, (source,)):
        taken = min(-part.quantity, left)
        if taken > 0:
            book.take(part, -taken).status = goal
            left -= taken
    return target - now


def _open(legal_entity: LegalEntity, origin: str, lines: Sequence[StockLine]) -> StockBook:
    return StockBook.open(legal_entity, origin, [line.origin_id for line in lines], {(line.item_id, line.warehouse_id) for line in lines})


def _reserved(book: StockBook, origin_id: int) -> Decimal:
    return -sum((part.quantity for part in book.open_parts(origin_id, (StockStatus.RESERVED_PHYSICAL,))), ZERO)


def _fold(book: StockBook, lines: Sequence[StockLine]) -> None:
    """Put parts of a line that are in the same status and place together again."""
    for line in lines:
        first: dict[tuple[str, int], int] = {}
        parts = book.parts[line.origin_id]
        for index, part in enumerate(parts):
            if part.status not in _FOLDED or not part.quantity:
                continue
            known = first.setdefault((part.status, part.warehouse_id), index)
            if known != index:
                parts[known].quantity += part.quantity
                part.quantity = ZERO
