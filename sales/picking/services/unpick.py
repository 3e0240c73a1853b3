"""Put picked goods back on the shelf: unpick lines of picking lists, or cancel lists as a whole (sales.md §11.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from foundation.inventory.movements import StockLine
from foundation.inventory.services.pick import unpick as put_on_shelf
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.picking.errors import AllLeft, NothingTyped, UnpickedTooMuch
from sales.picking.models import PickingList
from sales.picking.services.locked_lists import ZERO, ListedLine, lock_lists
from sales.picking.statuses import PickingStatus
from sales.services.lower_document_status import lower_document_status
from sales.services.stock import ORIGIN
from sales.statuses import DocumentStatus


@transaction.atomic
def unpick(entity: LegalEntity, list_ids: Sequence[int], quantities: Mapping[int, Decimal], user: User) -> list[PickingList]:
    """Take back that quantities of list lines, in their unit, were picked; they stay reserved and open on their list.

    Raises PIK-04 beyond what was picked with the list and has not left, PIK-05 for a cancelled list, PIK-06 without a quantity.
    """
    found = lock_lists(entity, list_ids, "unpick")
    moves: list[StockLine] = []
    for lines in found.lines.values():
        for line in lines:
            quantity = quantities.get(line.row.pk, ZERO)
            if quantity < 0 or quantity > line.still_picked or quantity % line.row.order_line.unit.step:
                raise _too_much(line)
            if quantity:
                line.row.picked_quantity -= quantity
                moves.append(line.movement(quantity))
    if not moves:
        raise NothingTyped(p=next(iter(found.lists.values())))
    put_on_shelf(entity, ORIGIN, moves)
    found.write()
    audit.record(entity, user, "picking list unpicked", list(found.lists.values()))
    return list(found.lists.values())


@transaction.atomic
def cancel_picking_lists(entity: LegalEntity, list_ids: Sequence[int], user: User, *, reason: str = "") -> list[PickingList]:
    """Cancel lists: what was picked and has not left goes back on the shelf and stays reserved for the orders.

    Raises PIK-05 for a cancelled list, PIK-07 when everything on a list has left.
    """
    found = lock_lists(entity, list_ids, "cancel")
    moves: list[StockLine] = []
    for key, lines in found.lines.items():
        if not any(line.row.open_quantity or line.still_picked for line in lines):
            raise AllLeft(p=found.lists[key])
        for line in lines:
            if line.still_picked:
                moves.append(line.movement(line.still_picked))
            line.row.picked_quantity -= line.still_picked
            line.row.ended_quantity = line.row.quantity - line.row.picked_quantity
        found.lists[key].status = PickingStatus.CANCELLED
    put_on_shelf(entity, ORIGIN, moves)
    found.write()
    lower_document_status(entity, found.order_ids, DocumentStatus.PICKING_LIST)
    audit.record(entity, user, "picking list cancelled", list(found.lists.values()), reason=reason)
    return list(found.lists.values())


def _too_much(line: ListedLine) -> UnpickedTooMuch:
    row = line.row
    return UnpickedTooMuch(p=row.picking_list, l=row.line_number, m=f"{line.still_picked.normalize():f}", field="quantity", record=row.pk)
