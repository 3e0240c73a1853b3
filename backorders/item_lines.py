"""What leaves and what comes of one item, day by day, with what will then be left (sales.md §19.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from backorders.models import Backorder, ItemBackorder, SupplyBackorder
from foundation.inventory.models import InventoryTransaction, StockStatus
from foundation.organization.models import LegalEntity
from sales.models.line_stock import ORIGIN

ZERO = Decimal(0)
HELD = (StockStatus.RESERVED_PHYSICAL, StockStatus.PICKED)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A sales or purchase order line; quantities in inventory units, ``projected`` is what is left after it.

    ``sales_order`` or ``purchase_order`` is the key of the order, None for the other kind; ``pk`` tells the lines apart.
    """

    pk: int
    day: date
    sales_order: int | None
    purchase_order: int | None
    number: str
    party: str
    ordered: Decimal
    moved: Decimal
    rest: Decimal
    reserved: Decimal
    reserved_ordered: Decimal
    requested: date
    confirmed: date | None
    priority: int | None = None
    on_hold: bool = False
    projected: Decimal = ZERO

    @property
    def sales_number(self) -> str:
        """Return the number of a sales order, blank for a purchase order."""
        return self.number if self.sales_order else ""

    @property
    def purchase_number(self) -> str:
        """Return the number of a purchase order, blank for a sales order."""
        return self.number if self.purchase_order else ""

    @property
    def change(self) -> Decimal:
        """Return what the line does to what is available: what is held for a sales line is not available already."""
        return self.rest if self.purchase_order else self.reserved - self.rest


def project(available: Decimal, lines: Iterable[ItemLine]) -> list[ItemLine]:
    """Return the lines by day, receipts before issues of the same day, each with what is available after it."""
    left, found = available, []
    for line in sorted(lines, key=lambda line: (line.day, line.purchase_order is None)):
        left += line.change
        found.append(replace(line, projected=left))
    return found


def item_lines(entity: LegalEntity, stock: ItemBackorder) -> list[ItemLine]:
    """Return the open sales and purchase order lines of an item in a warehouse, in three queries."""
    sales = list(Backorder.of(entity).at_place(stock.item_id, stock.warehouse_id))
    held = _held(entity, [line.pk for line in sales])
    supplies = SupplyBackorder.of(entity).at_place(stock.item_id, stock.warehouse_id)
    found = [_sale(line, held) for line in sales] + [_supply(line) for line in supplies]
    return project(stock.available_physical, found)


def _held(entity: LegalEntity, keys: Sequence[int]) -> dict[tuple[int, bool], Decimal]:
    """Return what is held for lines by key and whether it is there, or still on its way."""
    statuses = (*HELD, StockStatus.RESERVED_ORDERED)
    rows = InventoryTransaction.of(entity).of_origin(ORIGIN, list(keys)).filter(status__in=statuses)
    found: dict[tuple[int, bool], Decimal] = {}
    for key, status, quantity in rows.values_list("origin_id", "status", "quantity") if keys else ():
        place = (key, status in HELD)
        found[place] = found.get(place, ZERO) - quantity
    return found


def _sale(line: Backorder, held: dict[tuple[int, bool], Decimal]) -> ItemLine:
    factor = line.inventory_factor
    return ItemLine(
        pk=line.pk,
        day=line.promised_ship,  # type: ignore[attr-defined]
        sales_order=line.order_id,
        purchase_order=None,
        number=line.order.number,
        party=line.order.customer.name,
        ordered=line.ordered_quantity * factor,
        moved=line.delivered_quantity * factor,
        rest=line.deliver_remainder * factor,
        reserved=held.get((line.pk, True), ZERO),
        reserved_ordered=held.get((line.pk, False), ZERO),
        requested=line.requested_ship_date,
        confirmed=line.confirmed_ship_date,
        priority=line.rank,  # type: ignore[attr-defined]
        on_hold=line.order.do_not_process,
    )


def _supply(line: SupplyBackorder) -> ItemLine:
    factor = line.inventory_factor
    return ItemLine(
        pk=-line.pk,
        day=line.due,
        sales_order=None,
        purchase_order=line.order_id,
        number=line.order.number,
        party=line.order.vendor.name,
        ordered=line.ordered_quantity * factor,
        moved=line.received_quantity * factor,
        rest=line.remainder * factor,
        reserved=ZERO,
        reserved_ordered=ZERO,
        requested=line.expected_date,
        confirmed=line.confirmed_date,
    )
