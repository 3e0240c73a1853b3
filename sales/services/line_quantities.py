"""What became of the quantity of an order line, in its unit and in the inventory unit of its item (sales.md §9.7)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from foundation.money import round_to_step
from foundation.organization.models import LegalEntity
from sales.models import SalesOrderLine
from sales.statuses import LineKind

FIGURES = (
    "ordered",
    "deliver_now",
    "picked",
    "reserved",
    "delivered",
    "deliver_remainder",
    "invoiced",
    "invoice_remainder",
    "cancelled",
)


@dataclass(frozen=True)
class LineQuantities:
    """The quantities of a line by name, and the same in inventory units."""

    line: SalesOrderLine
    sales: dict[str, Decimal]
    inventory: dict[str, Decimal]

    @property
    def has_both(self) -> bool:
        """Tell whether the line is sold in another unit than its item is kept in."""
        return self.line.unit_id != self.line.item.inventory_unit_id


def quantities_of(entity: LegalEntity, order_id: int) -> list[LineQuantities]:
    """Return the quantities of the lines of an order by line number; of a line with multiple deliveries those of each. One query."""
    lines = SalesOrderLine.of(entity).of_order(order_id).with_stock().exclude(kind=LineKind.COMMERCIAL)
    return [_quantities(line) for line in lines.select_related("item__inventory_unit")]


def _quantities(line: Any) -> LineQuantities:
    found = (
        line.ordered_quantity,
        line.deliver_now,
        line.picked,
        line.reserved,
        line.delivered_quantity,
        line.deliver_remainder,
        line.invoiced_quantity,
        line.delivered_quantity - line.invoiced_quantity if line.billable else Decimal(0),
        line.cancelled_quantity,
    )
    step = Decimal(1).scaleb(-line.item.inventory_unit.decimals)
    sales = dict(zip(FIGURES, found, strict=True))
    return LineQuantities(line, sales, {name: round_to_step(value * line.inventory_factor, step) for name, value in sales.items()})
