"""Do with received goods what their disposition codes say: leave them in stock, throw them away, send them back (sales.md §14.3).

Goods that stay in stock came in at their return cost. All others came in at no cost and leave at none in the same posting, so
that neither stock value nor average cost moves; what was thrown away is written down as a loss at its return cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from foundation.inventory.movements import StockLine
from foundation.inventory.services.sell import sell
from foundation.money import round_amount, round_to_step
from foundation.organization.models import LegalEntity
from returns.models import ReturnLine, StockLoss
from returns.statuses import DispositionTraits, traits_of

ORIGIN = "returns.returnline"
STEP = Decimal("0.0001")
ZERO = Decimal(0)


def execute_dispositions(entity: LegalEntity, lines: Sequence[ReturnLine], on_date: date) -> None:
    """Take goods that do not stay out of the stock and write down what is lost; a fixed number of statements for any number of lines."""
    leaving = [line for line in lines if not _traits(line).keeps_goods]
    movements = [_issue(line) for line in leaving if line.order_line.item.stocked and line.order_line.warehouse_id]
    if movements:
        sell(entity, ORIGIN, (), movements, invoices={move.origin_id: "" for move in movements}, on_date=on_date)
    StockLoss.of(entity).bulk_create(_loss(entity, line, on_date) for line in leaving if _traits(line).loses_goods)


def _traits(line: ReturnLine) -> DispositionTraits:
    return traits_of(line.disposition)


def _quantity(line: ReturnLine) -> Decimal:
    """Return what came back, positive, in inventory units."""
    sold = line.order_line
    return round_to_step(-sold.ordered_quantity * sold.inventory_factor, STEP)


def _issue(line: ReturnLine) -> StockLine:
    sold = line.order_line
    assert sold.warehouse_id is not None, "only stocked goods in a warehouse are moved"
    return StockLine(line.pk, line.return_order.rma_number, sold.item_id, sold.warehouse_id, _quantity(line), unit_cost=ZERO)


def _loss(entity: LegalEntity, line: ReturnLine, on_date: date) -> StockLoss:
    amount = -line.order_line.ordered_quantity * line.return_cost_price
    return StockLoss(
        legal_entity=entity,
        line=line,
        item_id=line.order_line.item_id,
        warehouse_id=line.order_line.warehouse_id,
        disposition=line.disposition,
        quantity=_quantity(line),
        amount=round_amount(amount, entity.currency.decimals),
        date=on_date,
    )
