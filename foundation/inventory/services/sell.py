"""The financial update: an invoice makes delivered goods sold, and undelivered goods delivered and sold at once (§7.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from foundation.inventory.models import Item, StockStatus
from foundation.inventory.movements import StockLine
from foundation.inventory.services.deduct import check_stock_suffices, line_cost
from foundation.inventory.stock_book import ZERO, Part, StockBook, direction_of
from foundation.organization.models import LegalEntity


@transaction.atomic(savepoint=False)
def sell(
    legal_entity: LegalEntity,
    origin: str,
    delivered: Sequence[StockLine],
    undelivered: Sequence[StockLine],
    *,
    invoices: Mapping[int, str],
    on_date: date,
) -> dict[int, Decimal]:
    """Move delivered quantities to Sold (returns to Purchased), take undelivered ones straight from the order.

    Returns the cost per document line in accounting currency; the cost of delivered goods is the one fixed at delivery.
    ``invoices`` maps a document line to its invoice number. Raises StockShort (STK-01) for undelivered quantities.
    """
    everything = [*delivered, *undelivered]
    costs = dict(Item.of(legal_entity).filter(pk__in={line.item_id for line in undelivered}).values_list("pk", "base_cost"))
    pairs = {(line.item_id, line.warehouse_id) for line in everything}
    book = StockBook.open(legal_entity, origin, {line.origin_id for line in everything}, pairs)
    check_stock_suffices(book, undelivered)
    result: dict[int, Decimal] = {}
    for line in delivered:
        cost = _sell_delivered(book, line, invoices[line.origin_id], on_date)
        result[line.origin_id] = result.get(line.origin_id, ZERO) + cost
    for line in undelivered:
        cost = line_cost(book, line, costs[line.item_id])
        book.consume_open(line.origin_id, -line.quantity)
        book.add(_sold_part(line, cost, invoices[line.origin_id], on_date))
        result[line.origin_id] = result.get(line.origin_id, ZERO) + cost
    book.save()
    return result


def _sell_delivered(book: StockBook, line: StockLine, invoice: str, on_date: date) -> Decimal:
    physical, financial = (StockStatus.DEDUCTED, StockStatus.SOLD) if line.quantity > 0 else (StockStatus.RECEIVED, StockStatus.PURCHASED)
    left, cost = -line.quantity, ZERO
    for part in book.open_parts(line.origin_id, (physical,)):
        taken = min(part.quantity, left, key=abs)
        share = book.share_of_cost(part, taken)
        sold = book.take(part, taken)
        if sold is not part:
            part.physical_cost = (part.physical_cost or ZERO) - share
        sold.status, sold.invoice, sold.financial_date = financial, invoice, on_date
        sold.physical_cost = sold.financial_cost = share
        cost += share
        left -= taken
        if not left:
            break
    return cost


def _sold_part(line: StockLine, cost: Decimal, invoice: str, on_date: date) -> Part:
    return Part(
        item_id=line.item_id,
        warehouse_id=line.warehouse_id,
        direction=direction_of(line.quantity),
        status=StockStatus.SOLD if line.quantity > 0 else StockStatus.PURCHASED,
        quantity=-line.quantity,
        origin_id=line.origin_id,
        origin_number=line.origin_number,
        expected_date=line.expected_date,
        physical_date=on_date,
        financial_date=on_date,
        invoice=invoice,
        physical_cost=cost,
        financial_cost=cost,
    )
