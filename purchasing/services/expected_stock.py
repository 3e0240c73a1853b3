"""What purchase order lines mean for the stock: expected receipts, and the sales they are marked for (sales.md §2.3, §2.6).

A line for stock, or for a sales order that is delivered from stock, is expected in its warehouse. A direct delivery is expected
nowhere: its goods come and leave in one step. A sales line that goods are ordered for goes from On order to Reserved ordered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from foundation.inventory.models import StockStatus
from foundation.inventory.movements import StockLine
from foundation.inventory.services.open_lines import set_open
from foundation.inventory.services.reserve import move_reservation
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity
from purchasing.models import PurchaseOrderLine
from sales.services import stock as sales_stock

ORIGIN = "purchasing.purchaseorderline"
STEP = Decimal("0.0001")


def in_inventory_units(line: PurchaseOrderLine, quantity: Decimal) -> Decimal:
    """Return a quantity of a line in the inventory unit of its item."""
    return round_to_step(quantity * line.inventory_factor, STEP)


def movement(line: PurchaseOrderLine, number: str, quantity: Decimal) -> StockLine:
    """Return a quantity that comes in, as the stock sees it: signed as on a sales line, so below zero."""
    return StockLine(line.pk, number, line.item_id, line.warehouse_id or 0, -in_inventory_units(line, quantity), line.due)


def incoming(lines: Iterable[PurchaseOrderLine]) -> list[PurchaseOrderLine]:
    """Return the lines whose goods go through the stock when they come, direct deliveries included."""
    return [line for line in lines if line.item.stocked and line.warehouse_id is not None]


def of_stock(lines: Iterable[PurchaseOrderLine]) -> list[PurchaseOrderLine]:
    """Return the lines whose goods come into a warehouse; their items are read already."""
    return [line for line in incoming(lines) if not line.direct_delivery]


def expect(entity: LegalEntity, lines: Iterable[PurchaseOrderLine]) -> None:
    """Make what is expected in the stock equal to what is still to come of the lines, on their dates."""
    known = of_stock(lines)
    if known:
        set_open(entity, ORIGIN, [movement(line, line.order.number, line.remainder) for line in known])


def move_marked(entity: LegalEntity, quantities: Mapping[PurchaseOrderLine, Decimal], source: str, goal: str) -> None:
    """Move the sales lines that goods are ordered for from one issue status to another, by quantities of the purchase lines."""
    marked = {line: quantity for line, quantity in quantities.items() if line.sales_line_id and not line.direct_delivery}
    known = sales_stock.stocked_lines(entity, [line.sales_line_id for line in marked if line.sales_line_id]) if marked else {}
    moves = [
        StockLine(sales.id, sales.order_number, sales.item_id, sales.warehouse_id, in_inventory_units(line, quantity), sales.ship_date)
        for line, quantity in marked.items()
        if (sales := known.get(line.sales_line_id or 0)) is not None and sales.warehouse_id == line.warehouse_id
    ]
    if moves:
        move_reservation(entity, sales_stock.ORIGIN, moves, source, goal)


def mark(entity: LegalEntity, lines: Iterable[PurchaseOrderLine]) -> None:
    """Reserve what is expected for the sales lines that it was ordered for."""
    move_marked(entity, {line: line.remainder for line in lines}, StockStatus.ON_ORDER, StockStatus.RESERVED_ORDERED)


def unmark(entity: LegalEntity, quantities: Mapping[PurchaseOrderLine, Decimal]) -> None:
    """Give back what was reserved of expected goods that will not come."""
    move_marked(entity, quantities, StockStatus.RESERVED_ORDERED, StockStatus.ON_ORDER)


def reserve_arrived(entity: LegalEntity, quantities: Mapping[PurchaseOrderLine, Decimal]) -> None:
    """Reserve goods that came in for the sales lines that they were ordered for."""
    move_marked(entity, quantities, StockStatus.RESERVED_ORDERED, StockStatus.RESERVED_PHYSICAL)
