"""Goods that came in for a document line and wait for its packing slip: Ordered becomes Registered, or Ordered again (sales.md §2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.db import transaction

from foundation.inventory.models import StockStatus
from foundation.inventory.movements import StockLine
from foundation.inventory.services.deduct import check_stock_suffices
from foundation.inventory.stock_book import Part, StockBook
from foundation.organization.models import LegalEntity


@transaction.atomic
def register(legal_entity: LegalEntity, origin: str, lines: Sequence[StockLine], *, arrived: bool = True) -> None:
    """Move the whole open receipt of lines to Registered, or take that back where they did not arrive after all.

    What a line has in the stock decides: nothing is moved, and nothing asked, of a line that has nothing there to move. Raises
    StockShort (STK-01) when what is taken back does not lie there any more. The number of statements does not depend on the
    number of lines.
    """
    source, target = (StockStatus.ORDERED, StockStatus.REGISTERED) if arrived else (StockStatus.REGISTERED, StockStatus.ORDERED)
    book = StockBook.open(legal_entity, origin, [line.origin_id for line in lines], {(line.item_id, line.warehouse_id) for line in lines})
    moved = {line.origin_id: list(book.open_parts(line.origin_id, (source,))) for line in lines}
    if not arrived:
        check_stock_suffices(book, [replace(line, quantity=_quantity(moved[line.origin_id])) for line in lines])
    for part in [part for parts in moved.values() for part in parts]:
        part.status = target
    book.save()


def _quantity(parts: Sequence[Part]) -> Decimal:
    return sum((part.quantity for part in parts), Decimal(0))
