"""Keep the open part of document lines in the stock: On order for a sale, Ordered for a return (sales.md §2.3)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from foundation.inventory.errors import StillPicked
from foundation.inventory.models import InventoryTransaction, StockStatus
from foundation.inventory.movements import StockLine
from foundation.inventory.stock_book import OPEN_ISSUE, OPEN_RECEIPT, ZERO, Part, StockBook, direction_of
from foundation.organization.models import LegalEntity


@transaction.atomic
def set_open(legal_entity: LegalEntity, origin: str, lines: Sequence[StockLine]) -> None:
    """Make the open quantity of each document line equal to the one given; zero removes what is open.

    A raise goes on order; a reduction takes the part on order first, the reserved part last. A line that moved to another
    warehouse gives up its reservation. Raises StillPicked (STK-06) where a picked part would go.
    """
    keys = [line.origin_id for line in lines]
    pairs = {(line.item_id, line.warehouse_id) for line in lines}
    pairs |= set(InventoryTransaction.of(legal_entity).of_origin(origin, keys).values_list("item_id", "warehouse_id"))
    book = StockBook.open(legal_entity, origin, keys, pairs)
    for line in lines:
        _set_line(book, line)
    book.save()


def _set_line(book: StockBook, line: StockLine) -> None:
    parts = [*book.open_parts(line.origin_id, OPEN_ISSUE), *book.open_parts(line.origin_id, OPEN_RECEIPT)]
    wanted = -line.quantity
    for part in parts:
        same = part.pair == (line.item_id, line.warehouse_id) and part.direction == direction_of(line.quantity)
        keep = min(part.quantity, wanted, key=abs) if same and part.quantity * wanted > 0 else ZERO
        if keep != part.quantity and part.status == StockStatus.PICKED:
            raise StillPicked(origin_id=line.origin_id, picked=-part.quantity, origin_number=line.origin_number)
        part.quantity = keep
        part.expected_date = line.expected_date
        wanted -= keep
    if not wanted:
        return
    status = StockStatus.ON_ORDER if wanted < 0 else StockStatus.ORDERED
    for part in parts:
        if part.status == status and part.quantity:
            part.quantity += wanted
            return
    book.add(
        Part(
            item_id=line.item_id,
            warehouse_id=line.warehouse_id,
            direction=direction_of(line.quantity),
            status=status,
            quantity=wanted,
            origin_id=line.origin_id,
            origin_number=line.origin_number,
            expected_date=line.expected_date,
        )
    )
