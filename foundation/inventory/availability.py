"""Is there enough? Stock as a plan sees it, without locking anything (sales.md §2.4, §2.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from foundation.database.together import read_few_together
from foundation.inventory.errors import StockShort
from foundation.inventory.models import InventoryTransaction, Item, OnHand, StockStatus, Warehouse
from foundation.inventory.movements import Shortage, StockLine
from foundation.organization.models import LegalEntity

ZERO = Decimal(0)
Pair = tuple[int, int]


@dataclass
class Availability:
    """What lies free per item and warehouse, and what the lines in question have reserved or deducted for themselves."""

    free: dict[Pair, Decimal]
    unlimited: set[int]
    own: dict[tuple[int, Pair], Decimal]
    items: dict[int, tuple[str, str]]
    warehouses: dict[int, str]

    @classmethod
    def load(cls, legal_entity: LegalEntity, origin: str, lines: Iterable[StockLine]) -> Availability:
        """Read the stock of the lines' items in four queries, for a few items in one."""
        wanted = list(lines)
        item_ids = {line.item_id for line in wanted}
        on_hand = OnHand.of(legal_entity).filter(item__in=item_ids)
        known = Item.of(legal_entity).filter(pk__in=item_ids).values_list("pk", "number", "inventory_unit__code", "negative_stock")
        held = (StockStatus.RESERVED_PHYSICAL, StockStatus.PICKED)
        reserved = InventoryTransaction.of(legal_entity).of_origin(origin, [line.origin_id for line in wanted]).filter(status__in=held)
        reserved = reserved.values_list("origin_id", "item_id", "warehouse_id", "quantity")
        codes = Warehouse.of(legal_entity).values_list("pk", "code")
        read_few_together(item_ids, on_hand, known, reserved, codes)
        free = {(row.item_id, row.warehouse_id): row.available_physical for row in on_hand}
        items = {row[0]: row[1:] for row in known}
        own: dict[tuple[int, Pair], Decimal] = defaultdict(Decimal)
        for origin_id, item, warehouse, quantity in reserved:
            own[origin_id, (item, warehouse)] += abs(quantity)
        warehouses = dict(codes)
        unlimited = {key for key, (_, _, negative) in items.items() if negative}
        return cls(free, unlimited, own, {key: (number, unit) for key, (number, unit, _) in items.items()}, warehouses)

    def take(self, lines: Sequence[StockLine]) -> list[Shortage]:
        """Set the quantities of one document aside, or return what is short and set nothing aside."""
        needed: dict[Pair, Decimal] = defaultdict(Decimal)
        for line in lines:
            pair = (line.item_id, line.warehouse_id)
            needed[pair] += max(line.quantity - self.own.get((line.origin_id, pair), ZERO), ZERO)
        short = [
            self._shortage(line, self.free.get((line.item_id, line.warehouse_id), ZERO))
            for line in lines
            if line.item_id not in self.unlimited
            and needed[line.item_id, line.warehouse_id] > max(self.free.get((line.item_id, line.warehouse_id), ZERO), ZERO)
        ]
        if not short:
            for pair, quantity in needed.items():
                self.free[pair] = self.free.get(pair, ZERO) - quantity
        return short

    def for_line(self, line: StockLine) -> Decimal:
        """Return the most that a line can take: what is free and what it has reserved; without a limit what it wants."""
        pair = (line.item_id, line.warehouse_id)
        if line.item_id in self.unlimited:
            return line.quantity
        return max(self.free.get(pair, ZERO), ZERO) + self.own.get((line.origin_id, pair), ZERO)

    def _shortage(self, line: StockLine, free: Decimal) -> Shortage:
        number, unit = self.items[line.item_id]
        pair = (line.item_id, line.warehouse_id)
        available = max(free, ZERO) + self.own.get((line.origin_id, pair), ZERO)
        return Shortage(line.origin_id, number, self.warehouses[line.warehouse_id], unit, line.quantity, available)


def refusal(shortage: Shortage) -> StockShort:
    """Return the refusal that says what is short (STK-01)."""
    return StockShort(
        i=shortage.item_number,
        q=f"{shortage.needed.normalize():f}",
        u=shortage.unit,
        w=shortage.warehouse_code,
        a=f"{shortage.available.normalize():f}",
    )
