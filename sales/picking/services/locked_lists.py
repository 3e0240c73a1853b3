"""Picking lists with their lines as they are under the locks of their orders, and what of each can still be picked or unpicked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from foundation.inventory.movements import StockLine
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity
from sales.models import SalesOrder, SalesOrderLine
from sales.picking.models import PickingList, PickingListLine
from sales.picking.statuses import PickingStatus, picking_list_states
from sales.services import stock

ZERO = Decimal(0)
STEP = Decimal("0.0001")


@dataclass
class ListedLine:
    """A line of a picking list; quantities in the line's unit.

    ``still_picked`` was picked with this list and has not left; ``needed`` is what the order waits for beyond what is picked.
    """

    row: PickingListLine
    stocked: stock.StockedLine | None
    still_picked: Decimal = ZERO
    needed: Decimal = ZERO

    @property
    def most_to_pick(self) -> Decimal:
        """What is open on the list, and still needed by the order."""
        return max(min(self.row.open_quantity, self.needed), ZERO)

    def movement(self, quantity: Decimal) -> StockLine:
        """Return a quantity as the stock sees it."""
        assert self.stocked is not None
        return self.stocked.movement(quantity)


@dataclass
class LockedLists:
    """Some picking lists by key, with their lines."""

    entity: LegalEntity
    lists: dict[int, PickingList]
    lines: dict[int, list[ListedLine]] = field(default_factory=dict)

    @property
    def order_ids(self) -> set[int]:
        """The orders on the lists."""
        return {line.row.order_line.order_id for lines in self.lines.values() for line in lines}

    def write(self) -> None:
        """Write what was picked and given back, and the statuses that follow; two statements per status at most."""
        rows = [line.row for lines in self.lines.values() for line in lines]
        PickingListLine.of(self.entity).save_moved(rows)
        by_status: dict[str, list[int]] = defaultdict(list)
        for key, known in self.lists.items():
            if known.status != PickingStatus.CANCELLED:
                done = not any(line.row.open_quantity for line in self.lines[key])
                known.status = PickingStatus.COMPLETED if done else PickingStatus.ACTIVATED
            by_status[known.status].append(key)
        for status, keys in by_status.items():
            PickingList.of(self.entity).filter(pk__in=keys).update(status=status)


def read_lists(entity: LegalEntity, list_ids: Sequence[int]) -> LockedLists:
    """Read lists with their lines, without locking: for a preview."""
    return _load(entity, PickingList.of(entity).filter(pk__in=list(list_ids)).for_display().order_by("pk"))


def lock_lists(entity: LegalEntity, list_ids: Sequence[int], action: str) -> LockedLists:
    """Lock the orders of lists, then the lists, and read them; raises PIK-05 where the action cannot start from the status."""
    rows = PickingListLine.of(entity).filter(picking_list__in=list(list_ids))
    orders = SalesOrder.of(entity).filter(pk__in=rows.values("order_line__order"))
    list(orders.locked().values_list("pk", flat=True))
    list(PickingList.of(entity).filter(pk__in=list(list_ids)).locked().values_list("pk", flat=True))
    found = read_lists(entity, list_ids)
    picking_list_states.check_all(action, found.lists.values())
    return found


def _load(entity: LegalEntity, lists: Collection[PickingList]) -> LockedLists:
    found = LockedLists(entity, {known.pk: known for known in lists})
    related = ("order_line__order", "order_line__unit", "item", "picking_list")
    listed = PickingListLine.of(entity).filter(picking_list__in=found.lists).select_related(*related)
    rows = list(listed.order_by("picking_list", "line_number"))
    known = stock.stocked_lines(entity, {row.order_line_id for row in rows})
    units = {row.order_line_id: (row.order_line.inventory_factor, row.order_line.unit.decimals) for row in rows}
    picked = stock.picked_quantities(entity, units)
    needed = {key: rest - picked.get(key, ZERO) for key, rest in _rests(entity, list(units)).items()}
    found.lines = {key: [] for key in found.lists}
    for row in rows:
        key = row.order_line_id
        line = ListedLine(row, known.get(key), min(row.picked_quantity, picked.get(key, ZERO)), needed.get(key, ZERO))
        picked[key] = picked.get(key, ZERO) - line.still_picked
        needed[key] = needed.get(key, ZERO) - line.most_to_pick
        found.lines[row.picking_list_id].append(line)
    return found


def _rests(entity: LegalEntity, line_ids: list[int]) -> dict[int, Decimal]:
    rows = SalesOrderLine.of(entity).filter(pk__in=line_ids).with_remainders().values_list("pk", "deliver_rest")
    return {key: round_to_step(rest, STEP) for key, rest in rows}
