"""What picking does when goods leave: lists no longer ask for what is gone."""

from __future__ import annotations

from foundation.events import subscribe
from sales.events import PackingSlipsPosted
from sales.models import PackingSlipLine
from sales.picking.models import PickingListLine
from sales.picking.services.locked_lists import read_lists
from sales.picking.services.register_picking import end_beyond


@subscribe(PackingSlipsPosted)
def end_what_left(event: PackingSlipsPosted) -> None:
    """End what active lists ask for beyond what is open, in the transaction that posts the packing slips."""
    if not event.packing_slips:
        return
    entity = event.packing_slips[0].legal_entity
    delivered = PackingSlipLine.of(entity).filter(packing_slip__in=event.packing_slips).values("order_line")
    lists = set(PickingListLine.of(entity).to_pick().filter(order_line__in=delivered).values_list("picking_list", flat=True))
    if lists:
        found = read_lists(entity, sorted(lists))
        if end_beyond(found):
            found.write()
