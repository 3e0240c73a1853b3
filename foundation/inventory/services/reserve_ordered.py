"""Reservations of goods that are on their way, and what becomes of them when goods arrive (sales.md §2.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from foundation.inventory.models import InventoryTransaction, StockStatus
from foundation.inventory.movements import StockLine
from foundation.inventory.stock_book import ZERO, Pair, StockBook
from foundation.organization.models import LegalEntity


@transaction.atomic
def reserve_ordered(
    legal_entity: LegalEntity, origin: str, lines: Sequence[StockLine], most: Mapping[int, Decimal] | None = None
) -> dict[int, Decimal]:
    """Reserve what is still on order of lines against expected receipts that nobody reserved; return what is reserved so by line.

    ``most`` as in ``reserve``.
    """
    pairs = {(line.item_id, line.warehouse_id) for line in lines}
    book = StockBook.open(legal_entity, origin, [line.origin_id for line in lines], pairs)
    coming = {pair: row.ordered - row.reserved_ordered for pair, row in book.on_hand.items()}
    for line in lines:
        left = most[line.origin_id] if most is not None else None
        for part in book.open_parts(line.origin_id, (StockStatus.ON_ORDER,)):
            possible = min(-part.quantity, max(coming.get(part.pair, ZERO), ZERO), *(() if left is None else (left,)))
            if possible > 0:
                coming[part.pair] -= possible
                left = None if left is None else left - possible
                book.move(part, possible, StockStatus.RESERVED_ORDERED)
    book.save()
    return {line.origin_id: book.quantity_in(line.origin_id, StockStatus.RESERVED_ORDERED) for line in lines}


def allot_arrivals(legal_entity: LegalEntity, arrived: Iterable[StockLine]) -> None:
    """Give goods that came in to those who reserved them while they were on their way, first come first served.

    ``arrived`` are signed as on a sales line, so below zero. What is not available any more is given to nobody.
    """
    came: dict[Pair, Decimal] = defaultdict(Decimal)
    for line in arrived:
        came[line.item_id, line.warehouse_id] -= line.quantity
    rows = InventoryTransaction.of(legal_entity).filter(
        status=StockStatus.RESERVED_ORDERED, item__in={item for item, _warehouse in came}, warehouse__in={place for _item, place in came}
    )
    waiting: dict[str, list[int]] = defaultdict(list)
    for origin, key in rows.order_by("pk").values_list("origin", "origin_id") if came else ():
        waiting[origin].append(key)
    for origin, keys in waiting.items():
        _allot(legal_entity, origin, list(dict.fromkeys(keys)), came)


@transaction.atomic
def _allot(legal_entity: LegalEntity, origin: str, keys: Sequence[int], came: Mapping[Pair, Decimal]) -> None:
    """Move what lines reserved of expected goods to Reserved physical, as far as goods came and are free."""
    book = StockBook.open(legal_entity, origin, keys, came)
    free = {pair: min(quantity, max(book.on_hand[pair].available_physical, ZERO)) for pair, quantity in came.items()}
    for key in keys:
        for part in book.open_parts(key, (StockStatus.RESERVED_ORDERED,)):
            possible = min(-part.quantity, free.get(part.pair, ZERO))
            if possible > 0:
                free[part.pair] -= possible
                book.move(part, possible, StockStatus.RESERVED_PHYSICAL)
    book.save()
