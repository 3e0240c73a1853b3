"""Distribute what is on hand of an item over the lines that wait for it (sales.md §19.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from backorders.errors import MoreThanAvailable, MoreThanRemainder, NotInStock, NotOnePlace
from backorders.models import Backorder
from backorders.services.load_backorders import by_order, load_backorders
from backorders.splitting import Waiting, split
from foundation.database.set_update import update_from_values
from foundation.errors import BusinessRuleError
from foundation.inventory.models import InventoryTransaction, OnHand, StockStatus
from foundation.inventory.movements import StockLine
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.models import SalesOrderLine
from sales.services.stock import ORIGIN, StockedLine, reserve_exactly, stocked_lines

ZERO = Decimal(0)
STEP = Decimal("0.0001")
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class SplitRow:
    """A line with what waits of it, what it holds now and what it would get, in its own unit."""

    line: Backorder
    stocked: StockedLine
    remainder: Decimal
    reserved: Decimal
    share: Decimal

    @property
    def in_stock_units(self) -> StockLine:
        """Return what the line would get, as the stock sees it."""
        return self.stocked.movement(self.share)


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """How a quantity is distributed; ``available`` is in inventory units and includes what the lines hold already."""

    rows: Sequence[SplitRow]
    available: Decimal
    parts: Mapping[int, Mapping[str, Decimal]]

    @property
    def distributed(self) -> Decimal:
        """Return what all lines get together, in inventory units."""
        return sum((row.in_stock_units.quantity for row in self.rows), ZERO)

    @property
    def problems(self) -> list[BusinessRuleError]:
        """Return what stands in the way: lines that would get less than nothing or more than they wait for, more than there is."""
        found: list[BusinessRuleError] = [_beyond(row) for row in self.rows if not ZERO <= row.share <= row.remainder]
        if self.distributed > self.available:
            found.append(MoreThanAvailable(s=f"{self.distributed.normalize():f}", a=f"{self.available.normalize():f}"))
        return found


def plan_split(
    entity: LegalEntity, keys: Collection[int], method: str, typed: Mapping[int, Decimal] | None = None, *, locked: bool = False
) -> SplitPlan:
    """Return what each line gets by a method, or what was typed for it in its own unit.

    Raises BCK-03, BCK-04 and BCK-08; what was typed too high stands in ``problems``, so that it can be shown and mended. Goods
    that are picked for a line are its own already and are not distributed.
    """
    lines = load_backorders(entity, keys, locked=locked)
    known = stocked_lines(entity, [line.pk for line in lines])
    _refuse_other_places(lines)
    _refuse_without_stock(lines, known)
    parts = _parts(entity, list(known))
    held = sum((quantities[StockStatus.RESERVED_PHYSICAL] for quantities in parts.values()), ZERO)
    place = next(iter(known.values()))
    available = max(_on_hand(entity, place.item_id, place.warehouse_id), ZERO) + held
    waiting = [_waiting(line, known[line.pk], parts[line.pk]) for line in lines]
    shares = split(available, waiting, method)
    rows = []
    for line, wants in zip(lines, waiting, strict=True):
        factor = known[line.pk].factor
        share = _in_line_unit(shares[line.pk], factor) if typed is None or line.pk not in typed else typed[line.pk]
        reserved = _in_line_unit(parts[line.pk][StockStatus.RESERVED_PHYSICAL], factor)
        rows.append(SplitRow(line, known[line.pk], _in_line_unit(wants.remainder, factor), reserved, share))
    return SplitPlan(rows, available, parts)


@transaction.atomic
def split_on_hand(
    entity: LegalEntity,
    keys: Collection[int],
    method: str,
    user: User,
    *,
    typed: Mapping[int, Decimal] | None = None,
    deliver_now: bool = False,
) -> SplitPlan:
    """Make the reservations of lines equal to what each gets; ``deliver_now`` also sets their *Deliver now*.

    Raises BCK-01 and BCK-02, and as ``plan_split``.
    """
    plan = plan_split(entity, keys, method, typed, locked=True)
    for problem in plan.problems:
        raise problem
    wanted = {row.line.pk: row.in_stock_units for row in plan.rows}
    reserve_exactly(entity, list(wanted.values()))
    if deliver_now:
        picked = {key: quantities[StockStatus.PICKED] for key, quantities in plan.parts.items()}
        update_from_values(
            SalesOrderLine,
            ("deliver_now",),
            [(row.line.pk, row.share + _in_line_unit(picked[row.line.pk], row.stocked.factor)) for row in plan.rows],
            touch="updated_at",
        )
    _record(entity, user, plan)
    return plan


def _record(entity: LegalEntity, user: User, plan: SplitPlan) -> None:
    orders = by_order([row.line for row in plan.rows])
    rows = {row.line.pk: row for row in plan.rows}
    changes = {
        key: {
            f"lines.{line.line_number}.reserved": [f"{rows[line.pk].reserved.normalize():f}", f"{rows[line.pk].share.normalize():f}"]
            for line in lines
        }
        for key, lines in orders.items()
    }
    audit.record(entity, user, "on-hand split", [lines[0].order for lines in orders.values()], changes=changes)


def _refuse_other_places(lines: Sequence[Backorder]) -> None:
    places = {(line.item_id, line.warehouse_id): line for line in lines}
    if len(places) > 1:
        named = [f"{line.item.number} ({line.warehouse.code})" if line.warehouse else line.item.number for line in places.values()]
        raise NotOnePlace(n=len(places), places=", ".join(named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else ""))


def _refuse_without_stock(lines: Sequence[Backorder], known: Mapping[int, StockedLine]) -> None:
    for line in lines:
        if line.pk not in known:
            raise NotInStock(o=line.order.number, l=line.line_number, i=line.item.number)


def _beyond(row: SplitRow) -> MoreThanRemainder:
    params: dict[str, Any] = {"o": row.stocked.order_number, "q": f"{row.share.normalize():f}", "r": f"{row.remainder.normalize():f}"}
    return MoreThanRemainder(field="quantity", record=row.line.pk, **params)


def _waiting(line: Backorder, stocked: StockedLine, parts: Mapping[str, Decimal]) -> Waiting:
    """Return the line as splitting sees it, in inventory units."""
    remainder = stocked.movement(stocked.remainder).quantity - parts[StockStatus.PICKED]
    step = stocked.factor * Decimal(1).scaleb(-line.unit.decimals)
    rank: int = line.rank  # type: ignore[attr-defined]
    promised = line.promised_ship  # type: ignore[attr-defined]
    return Waiting(line.pk, remainder, rank, promised, line.order_id, step, line.prevent_partial_delivery)


def _parts(entity: LegalEntity, keys: list[int]) -> dict[int, dict[str, Decimal]]:
    """Return the quantities of the lines by status of their stock transactions, in inventory units."""
    found: dict[int, dict[str, Decimal]] = {key: defaultdict(lambda: ZERO) for key in keys}
    rows = InventoryTransaction.of(entity).of_origin(ORIGIN, keys).values_list("origin_id", "status", "quantity")
    for key, status, moved in rows:
        found[key][status] -= moved
    return found


def _on_hand(entity: LegalEntity, item_id: int, warehouse_id: int) -> Decimal:
    row = OnHand.of(entity).filter(item=item_id, warehouse=warehouse_id, warehouse__is_quarantine=False).first()
    return row.available_physical if row is not None else ZERO


def _in_line_unit(amount: Decimal, factor: Decimal) -> Decimal:
    return round_to_step(amount / factor, STEP)
