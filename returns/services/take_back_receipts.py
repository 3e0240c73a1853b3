"""A packing slip of a return that is cancelled: its lines are registered again (sales.md §14.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity
from returns.errors import GoodsLeft, ReplacementSent, SlipTakenInPart
from returns.models import ReturnLine
from returns.services.return_statuses import derive_return_statuses
from returns.statuses import ReturnLineStatus, traits_of
from sales.models import SalesOrder, SalesOrderLine
from sales.services import quantities, stock
from sales.services.direct_lines import cancel_direct
from sales.services.quantities import Cancellation


def lines_received(entity: LegalEntity, order_line_ids: Collection[int], *, locked: bool = False) -> dict[int, ReturnLine]:
    """Return the received return lines of some order lines with their replacements, by order line.

    ``locked`` locks the orders that replace them first, so that what is read of those stays true.
    """
    rows = ReturnLine.of(entity).for_receipt(order_line_ids).received()
    if locked:
        replaced = rows.order_by().values("replacement_line__order")
        list(SalesOrder.of(entity).filter(pk__in=replaced).locked().values_list("pk"))
    found = rows.select_related("replacement_line__order", "replacement_line__unit")
    return {line.order_line_id: line for line in found}


def picked_replacements(entity: LegalEntity, lines: Iterable[ReturnLine]) -> set[int]:
    """Return the keys of the replacement lines of which something is picked: one query, none without replacements."""
    known = {line.replacement_line.pk: line.replacement_line for line in lines if line.replacement_line is not None}
    units = {key: (line.inventory_factor, line.unit.decimals) for key, line in known.items()}
    return {key for key, quantity in stock.picked_quantities(entity, units).items() if quantity}


def fault_of(line: ReturnLine, *, whole: bool, picked: Collection[int]) -> BusinessRuleError | None:
    """Return why the receipt of a line cannot be taken back: RET-29 … RET-31."""
    number, instead = line.order_line.line_number, line.replacement_line
    if not whole:
        return SlipTakenInPart(l=number)
    if not traits_of(line.disposition).keeps_goods:
        return GoodsLeft(l=number)
    if instead is not None and (instead.delivered_quantity or instead.pk in picked):
        return ReplacementSent(o=instead.order)
    return None


def register_again(entity: LegalEntity, order_line_ids: Collection[int]) -> None:
    """Make received lines Registered again and give up what would have replaced them, in the transaction of the cancellation."""
    lines = lines_received(entity, order_line_ids)
    replaced: list[SalesOrderLine] = [line.replacement_line for line in lines.values() if line.replacement_line is not None]
    unsent = [Cancellation(line.order_id, line.pk, line.deliver_remainder) for line in replaced if line.deliver_remainder]
    quantities.cancel(entity, unsent)
    cancel_direct(entity, {row.order_line_id: row.quantity for row in unsent})
    ReturnLine.of(entity).filter(pk__in=[line.pk for line in lines.values()]).update(
        status=ReturnLineStatus.REGISTERED, replacement_line=None
    )
    derive_return_statuses(entity, {line.order_line.order_id for line in lines.values()})
