"""The stock book: the transactions of some document lines in memory, moved along their ladders and written back at once.

Every stock service opens a book over its lines, moves quantities, and saves. Saving takes a fixed number of statements:
one insert, one update and one delete of transactions, and one update of on-hand with the differences between before and
after, so that on-hand can never drift from its transactions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from foundation.database.fast_insert import insert_rows
from foundation.database.set_update import update_from_values
from foundation.inventory.models import InventoryTransaction, OnHand, StockDirection, StockStatus
from foundation.inventory.movements import StockLine
from foundation.inventory.services.locks import lock_stock
from foundation.money import round_amount
from foundation.organization.models import LegalEntity

ZERO = Decimal(0)
Pair = tuple[int, int]

OPEN_ISSUE = (StockStatus.ON_ORDER, StockStatus.RESERVED_ORDERED, StockStatus.RESERVED_PHYSICAL, StockStatus.PICKED)
HELD = (StockStatus.RESERVED_PHYSICAL, StockStatus.PICKED)
"""What a line holds for itself."""
OPEN_RECEIPT = (StockStatus.ORDERED, StockStatus.REGISTERED)

_BUCKET = {
    StockStatus.ON_ORDER: "on_order",
    StockStatus.RESERVED_ORDERED: "reserved_ordered",
    StockStatus.RESERVED_PHYSICAL: "reserved_physical",
    StockStatus.PICKED: "picked",
    StockStatus.DEDUCTED: "deducted",
    StockStatus.ORDERED: "ordered",
    StockStatus.REGISTERED: "registered",
    StockStatus.RECEIVED: "received",
}
_BUCKETS = ("posted", "received", "registered", "deducted", "picked", "reserved_physical", "ordered", "reserved_ordered", "on_order")
_WRITTEN = (
    "warehouse",
    "status",
    "quantity",
    "expected_date",
    "physical_date",
    "financial_date",
    "packing_slip",
    "invoice",
    "physical_cost",
    "financial_cost",
)


@dataclass(slots=True)
class Part:
    """One transaction in memory; ``quantity`` is signed as stored: an issue is negative."""

    item_id: int
    warehouse_id: int
    direction: str
    status: str
    quantity: Decimal
    origin_id: int
    origin_number: str
    id: int | None = None
    expected_date: date | None = None
    physical_date: date | None = None
    financial_date: date | None = None
    packing_slip: str = ""
    invoice: str = ""
    physical_cost: Decimal | None = None
    financial_cost: Decimal | None = None

    @property
    def pair(self) -> Pair:
        """Return item and warehouse."""
        return self.item_id, self.warehouse_id


_LOADED = (
    "item_id",
    "warehouse_id",
    "direction",
    "status",
    "quantity",
    "origin_id",
    "origin_number",
    "id",
    "expected_date",
    "physical_date",
    "financial_date",
    "packing_slip",
    "invoice",
    "physical_cost",
    "financial_cost",
)
_OF_PART = tuple(name for name in _LOADED if name != "id")
_INSERTED = (*_OF_PART, "legal_entity_id", "origin")
_INSERTED_OF_PART = attrgetter(*_OF_PART)


@dataclass
class StockBook:
    """The locked on-hand rows and the transactions of the lines of one kind of document."""

    legal_entity: LegalEntity
    origin: str
    on_hand: dict[Pair, OnHand]
    parts: dict[int, list[Part]]
    before: list[Part] = field(default_factory=list)
    value_changes: dict[Pair, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    @classmethod
    def open(cls, legal_entity: LegalEntity, origin: str, origin_ids: Iterable[int], pairs: Iterable[Pair]) -> StockBook:
        """Lock the stock of the pairs and read the transactions of the lines, in three statements."""
        on_hand = lock_stock(legal_entity, pairs)
        rows = InventoryTransaction.of(legal_entity).of_origin(origin, list(origin_ids)).order_by("id").values_list(*_LOADED)
        parts: dict[int, list[Part]] = defaultdict(list)
        before: dict[int, list[Part]] = defaultdict(list)
        for row in rows:
            part = Part(*row)
            parts[part.origin_id].append(part)
            before[part.origin_id].append(Part(*row))
        return cls(legal_entity, origin, on_hand, parts, [part for known in before.values() for part in known])

    def covers(self, lines: Iterable[StockLine]) -> bool:
        """Tell whether the locked stock suffices for issues: what is free, and what each line holds for itself."""
        needed: dict[Pair, Decimal] = defaultdict(Decimal)
        for line in lines:
            pair = (line.item_id, line.warehouse_id)
            held = sum((-part.quantity for part in self.open_parts(line.origin_id, HELD) if part.pair == pair), ZERO)
            needed[pair] += max(line.quantity - held, ZERO)
        rows = self.on_hand
        return all(rows[pair].negative_allowed or quantity <= max(rows[pair].available_physical, ZERO) for pair, quantity in needed.items())

    def open_parts(self, origin_id: int, statuses: Iterable[str]) -> list[Part]:
        """Return the parts of a line in the given statuses, the furthest along first."""
        rank = {status: index for index, status in enumerate(statuses)}
        found = [part for part in self.parts[origin_id] if part.status in rank and part.quantity]
        return sorted(found, key=lambda part: -rank[part.status])

    def add(self, part: Part) -> Part:
        """Put a new part in the book."""
        self.parts[part.origin_id].append(part)
        return part

    def take(self, part: Part, quantity: Decimal) -> Part:
        """Return a part of exactly ``quantity`` (signed), splitting the given one when it is larger."""
        if part.quantity == quantity:
            return part
        part.quantity -= quantity
        return self.add(replace(part, id=None, quantity=quantity))

    def move(self, part: Part, quantity: Decimal, goal: StockStatus) -> None:
        """Move a positive quantity out of an issue, into the part of its line that is in the other status already, if there is one."""
        same = [known for known in self.open_parts(part.origin_id, (goal,)) if known.pair == part.pair]
        if same:
            part.quantity += quantity
            same[0].quantity -= quantity
        else:
            self.take(part, -quantity).status = goal

    def quantity_in(self, origin_id: int, status: StockStatus, warehouse_id: int | None = None) -> Decimal:
        """Return the positive quantity of a line's issues in a status, in one warehouse when it is named."""
        parts = self.open_parts(origin_id, (status,))
        return -sum((part.quantity for part in parts if warehouse_id in (None, part.warehouse_id)), ZERO)

    def consume_open(self, origin_id: int, quantity: Decimal) -> None:
        """Take a signed quantity from the open parts of a line, the furthest along first; over-delivery takes what is there."""
        for part in self.open_parts(origin_id, OPEN_ISSUE if quantity < 0 else OPEN_RECEIPT):
            taken = min(part.quantity, quantity, key=abs)
            part.quantity -= taken
            quantity -= taken
            if not quantity:
                return

    def average_cost(self, pair: Pair, fallback: Decimal) -> Decimal:
        """Return the moving average cost per inventory unit, else the last known one, else the fallback (sales.md §2.5)."""
        row = self.on_hand[pair]
        quantity = row.posted + row.received - row.deducted
        if quantity > 0:
            return (row.value + self.value_changes[pair]) / quantity
        return row.last_average_cost if row.last_average_cost is not None else fallback

    def issue_cost(self, pair: Pair, quantity: Decimal, fallback: Decimal) -> Decimal:
        """Return the cost of issuing a positive quantity, rounded once, and lower the stock value by it."""
        cost = round_amount(quantity * self.average_cost(pair, fallback), self.legal_entity.currency.decimals)
        self.value_changes[pair] -= cost
        return cost

    def share_of_cost(self, part: Part, taken: Decimal) -> Decimal:
        """Return what of a part's physical cost goes with a quantity of it, rounded as the books are; all of it with the whole."""
        whole = part.physical_cost or ZERO
        if taken == part.quantity:
            return whole
        return round_amount(whole * taken / part.quantity, self.legal_entity.currency.decimals)

    def save(self) -> None:
        """Write what changed: transactions first, then on-hand by the differences."""
        now = [part for known in self.parts.values() for part in known if part.quantity]
        kept = {part.id: part for part in now if part.id is not None}
        gone = [part.id for part in self.before if part.id not in kept]
        changed = [kept[part.id] for part in self.before if part.id in kept and kept[part.id] != part]
        if gone:
            InventoryTransaction.of(self.legal_entity).filter(pk__in=gone).delete()
        update_from_values(InventoryTransaction, _WRITTEN, ((part.id, *_written(part)) for part in changed))
        insert_rows(InventoryTransaction, _INSERTED, (self._row(part) for part in now if part.id is None))
        self._save_on_hand(now)

    def _row(self, part: Part) -> tuple[Any, ...]:
        return (*_INSERTED_OF_PART(part), self.legal_entity.pk, self.origin)

    def _save_on_hand(self, now: Iterable[Part]) -> None:
        changes: dict[Pair, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for sign, parts in ((-1, self.before), (1, now)):
            for part in parts:
                bucket, quantity = _bucket(part)
                changes[part.pair][bucket] += sign * quantity
        rows = []
        for pair, buckets in sorted(changes.items()):
            if any(buckets.values()) or self.value_changes.get(pair):
                row = self.on_hand[pair]
                rows.append(
                    (row.pk, *(buckets.get(name, ZERO) for name in _BUCKETS), self.value_changes.get(pair, ZERO), self._last_average(pair))
                )
        update_from_values(OnHand, (*_BUCKETS, "value", "last_average_cost"), rows, adding=(*_BUCKETS, "value"))

    def _last_average(self, pair: Pair) -> Decimal | None:
        row = self.on_hand[pair]
        quantity = row.posted + row.received - row.deducted
        return round_amount(row.value / quantity, 4) if quantity > 0 else row.last_average_cost


def _written(part: Part) -> tuple[Any, ...]:
    return (
        part.warehouse_id,
        part.status,
        part.quantity,
        part.expected_date,
        part.physical_date,
        part.financial_date,
        part.packing_slip,
        part.invoice,
        part.physical_cost,
        part.financial_cost,
    )


def _bucket(part: Part) -> tuple[str, Decimal]:
    if part.status in (StockStatus.SOLD, StockStatus.PURCHASED):
        return "posted", part.quantity
    return _BUCKET[StockStatus(part.status)], abs(part.quantity)


def direction_of(quantity: Decimal) -> str:
    """Return the direction of a quantity signed as on a sales line."""
    return StockDirection.ISSUE if quantity > 0 else StockDirection.RECEIPT
