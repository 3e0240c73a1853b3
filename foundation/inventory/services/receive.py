"""The physical update of a purchase: goods come in with a product receipt, at what they cost (sales.md §2.3, §2.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from foundation.inventory.models import StockDirection, StockStatus
from foundation.inventory.movements import StockLine
from foundation.inventory.stock_book import Part, StockBook
from foundation.organization.models import LegalEntity


@transaction.atomic
def receive(
    legal_entity: LegalEntity,
    origin: str,
    lines: Sequence[StockLine],
    *,
    costs: Mapping[int, Decimal],
    receipts: Mapping[int, str],
    on_date: date,
) -> None:
    """Move the lines' quantities from Ordered to Received and raise the stock value by their cost.

    Quantities are signed as on a sales line, so a receipt is negative. ``costs`` maps a document line to the cost of the whole
    movement in accounting currency, already rounded; ``receipts`` to the number of its receipt.
    """
    pairs = {(line.item_id, line.warehouse_id) for line in lines}
    book = StockBook.open(legal_entity, origin, [line.origin_id for line in lines], pairs)
    for line in lines:
        book.consume_open(line.origin_id, -line.quantity)
        book.add(_received_part(line, costs[line.origin_id], receipts[line.origin_id], on_date))
        book.value_changes[line.item_id, line.warehouse_id] += costs[line.origin_id]
    book.save()


def _received_part(line: StockLine, cost: Decimal, receipt: str, on_date: date) -> Part:
    return Part(
        item_id=line.item_id,
        warehouse_id=line.warehouse_id,
        direction=StockDirection.RECEIPT,
        status=StockStatus.RECEIVED,
        quantity=-line.quantity,
        origin_id=line.origin_id,
        origin_number=line.origin_number,
        expected_date=line.expected_date,
        physical_date=on_date,
        packing_slip=receipt,
        physical_cost=cost,
    )
