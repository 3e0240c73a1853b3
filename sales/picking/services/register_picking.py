"""Register what was picked of picking lists (sales.md §11.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from foundation.inventory.movements import StockLine
from foundation.inventory.services.pick import pick, release
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.picking.errors import NothingTyped, PickedTooMuch
from sales.picking.models import PickingList, PickingParameters
from sales.picking.services.locked_lists import ZERO, ListedLine, LockedLists, lock_lists
from sales.services.stock import ORIGIN


@transaction.atomic
def register_picking(
    entity: LegalEntity,
    list_ids: Sequence[int],
    user: User,
    *,
    picked: Mapping[int, Decimal] | None = None,
    end_remainder: bool | None = None,
) -> list[PickingList]:
    """Move what was picked of active lists to Picked and return the lists; all that is listed where ``picked`` is left out.

    ``picked`` maps a list line to a quantity in its unit; lines that are not named got none. What was not picked goes back to the
    order with ``end_remainder``, else stays open on the list. Where it is left out the parameter decides, for the lines that are
    named: nobody said that the others are done. Raises PIK-03, PIK-05, PIK-06 and STK-01.
    """
    found = lock_lists(entity, list_ids, "register")
    ends = PickingParameters.of(entity).end_remainder if end_remainder is None else end_remainder
    ends_all = ends and (picked is None or end_remainder is not None)
    taken: list[StockLine] = []
    given: list[StockLine] = []
    for lines in found.lines.values():
        before = len(taken) + len(given)
        for line in lines:
            quantity = line.most_to_pick if picked is None else picked.get(line.row.pk, ZERO)
            _register(line, quantity, taken, given, ends=ends_all or (ends and line.row.pk in (picked or ())))
        if before == len(taken) + len(given) and not ends:
            raise NothingTyped(p=lines[0].row.picking_list)
    pick(entity, ORIGIN, taken)
    release(entity, ORIGIN, given)
    found.write()
    audit.record(entity, user, "picking registered", list(found.lists.values()))
    return list(found.lists.values())


def _register(line: ListedLine, quantity: Decimal, taken: list[StockLine], given: list[StockLine], *, ends: bool) -> None:
    """Note what is picked of a line and what goes back to its order."""
    row = line.row
    if quantity < 0 or quantity > line.most_to_pick or quantity % row.order_line.unit.step:
        raise PickedTooMuch(p=row.picking_list, l=row.line_number, m=f"{line.most_to_pick.normalize():f}", field="quantity", record=row.pk)
    row.picked_quantity += quantity
    if quantity and line.stocked is not None:
        taken.append(line.movement(quantity))
    rest = row.open_quantity
    if ends and rest:
        row.ended_quantity += rest
        if line.stocked is not None:
            given.append(line.movement(rest))


def end_beyond(found: LockedLists) -> list[ListedLine]:
    """Give up what active lists ask for beyond what their orders still need, because it left without being registered."""
    ended = []
    for lines in found.lines.values():
        for line in lines:
            beyond = line.row.open_quantity - line.most_to_pick
            if beyond > 0:
                line.row.ended_quantity += beyond
                ended.append(line)
    return ended
