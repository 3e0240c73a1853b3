"""What purchasing does when sales change what a vendor delivers directly (sales.md §12.5), and when items come in variants."""

from __future__ import annotations

from foundation.database.set_update import update_from_values
from foundation.events import subscribe
from foundation.inventory.events import ItemsBecomingOthers
from purchasing.models import ProductReceiptLine, PurchaseOrder, PurchaseOrderLine
from purchasing.services.change_purchase_order import cancel_lines
from purchasing.services.deliver_direct import back_to_stock, check_agreed, check_together
from sales.delivery_places import ADDRESS
from sales.events import DirectLinesCancelled, DirectLinesChanged, DirectLinesGone, PackingSlipsCorrecting
from sales.packing_slip_errors import SlipHasCounterpart


@subscribe(DirectLinesChanged)
def follow_sales_lines(event: DirectLinesChanged) -> None:
    """Expect direct deliveries on the day that the customer wishes, at the address where the customer wants them.

    Refuses what the vendor was not asked for (DIR-06); lines that no vendor delivers any more leave from stock.
    """
    found = PurchaseOrderLine.of(event.legal_entity).open_direct(event.line_ids)
    lines = list(found.select_related("order__vendor", "sales_line__order"))
    for line in lines:
        check_agreed(line)
    wanted = {line.pk: line.sales_line.requested_receipt_date for line in lines if line.sales_line is not None}
    update_from_values(PurchaseOrderLine, ("expected_date",), [(line.pk, wanted[line.pk]) for line in lines])
    if lines:
        together = PurchaseOrderLine.of(event.legal_entity).direct().filter(order__in={line.order_id for line in lines})
        check_together(list(together.select_related("order__vendor", "sales_line__order").order_by("order_id", "line_number")))
    places = {line.order_id: line.sales_line.address for line in lines if line.sales_line is not None}
    update_from_values(PurchaseOrder, ADDRESS, [(key, *place) for key, place in places.items()])
    back_to_stock(event.legal_entity, event.line_ids)


@subscribe(DirectLinesGone)
def give_up_purchases(event: DirectLinesGone) -> None:
    """Cancel what vendors still had to deliver for lines that are deleted."""
    lines = PurchaseOrderLine.of(event.legal_entity).open_direct(event.line_ids).select_related("item", "order")
    rest = {line: line.remainder for line in lines}
    if rest:
        cancel_lines(event.legal_entity, rest)


@subscribe(DirectLinesCancelled)
def cancel_as_much(event: DirectLinesCancelled) -> None:
    """Cancel as much of what vendors still had to deliver; a line of which they deliver nothing any more leaves from stock."""
    wanted = event.quantities
    lines = PurchaseOrderLine.of(event.legal_entity).open_direct(wanted).select_related("item", "order")
    taken = {line: min(wanted[line.sales_line_id], line.remainder) for line in lines if line.sales_line_id is not None}
    if taken:
        cancel_lines(event.legal_entity, taken)
    back_to_stock(event.legal_entity, wanted)


@subscribe(PackingSlipsCorrecting)
def keep_received_slips(event: PackingSlipsCorrecting) -> None:
    """Leave packing slips as they are that the receipt of a vendor posted (PCK-11)."""
    plan = event.plan
    lines = {line.order_line_id for known in plan.going.values() for line in known}
    receipts = ProductReceiptLine.of(plan.entity).receipt_by_sales_line(lines)
    for slip_id, known in list(plan.going.items()):
        receipt = next((receipts[line.order_line_id] for line in known if line.order_line_id in receipts), None)
        if receipt is not None:
            plan.refuse(slip_id, SlipHasCounterpart(s=plan.slips[slip_id], x=receipt))


@subscribe(ItemsBecomingOthers)
def tell_bought_items(event: ItemsBecomingOthers) -> None:
    """Name the purchase orders that have such items on a line: one query."""
    lines = PurchaseOrderLine.of(event.legal_entity).filter(item__in=event.items)
    lines = lines.open() if event.only_open else lines
    for key, number in lines.order_by("item_id", "order__number").values_list("item_id", "order__number").distinct("item_id"):
        event.named.setdefault(key, number)
