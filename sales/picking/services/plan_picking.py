"""Plan picking lists: what would be picked of which orders, in which warehouse, and what stands in the way (sales.md §11.3).

Reads only, in a fixed number of queries for any number of orders. Screen preview, REST and posting use this same plan.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from customers.holds import HeldAction, hold_refusal
from foundation.errors import BusinessRuleError
from foundation.inventory.availability import Availability, refusal
from sales.bounds import check_dates
from sales.delivery_places import OWN_PLACE, DeliveryAddress, OwnPlace
from sales.errors import OrderIsJournal, OrderOnHold
from sales.models import OrderHold, SalesOrder, SalesOrderLine, SalesParameters
from sales.models.hold import BlockedDocument
from sales.picking.errors import ListedTooMuch, NothingToPick, NotPickable
from sales.picking.models import PickingListLine, PickingParameters
from sales.picking.plans import ZERO, ListDraft, PickingPlan, PickingQuantity, PickingRequest, PickLine
from sales.services.stock import ORIGIN, picked_quantities
from sales.statuses import TRAITS, DeliveryType, SalesStatus, sales_order_states

_LINE_FIELDS = (
    "id",
    "order_id",
    "line_number",
    "item_id",
    "item__number",
    "name",
    "deliver_rest",
    "deliver_now",
    "unit__code",
    "unit__decimals",
    "inventory_factor",
    "warehouse_id",
    "requested_ship_date",
)


def plan_picking(request: PickingRequest) -> PickingPlan:
    """Return the picking lists that would be posted, and apart the refused orders with their reasons."""
    plan = PickingPlan(request)
    orders = SalesOrder.of(plan.entity).filter(pk__in=list(request.order_ids)).for_delivery().order_by("number")
    plan.orders = {order.pk: order for order in orders}
    _check_orders(plan)
    _load_lines(plan)
    reduce = PickingParameters.of(plan.entity).reduce_quantity if request.reduce is None else request.reduce
    _check_stock(plan, reduce=reduce)
    for order in plan.orders.values():
        if not any(line.quantity for line in plan.lines.get(order.pk, ())):
            plan.refusals.setdefault(order.pk, NothingToPick(o=order, opt=PickingQuantity(request.option).label))
    _arrange(plan)
    return plan


def _check_orders(plan: PickingPlan) -> None:
    blocking = OrderHold.of(plan.entity).blocking(BlockedDocument.PICKING_LIST).filter(order__in=plan.orders).select_related("code")
    holds = {hold.order_id: hold for hold in blocking}
    for order in plan.orders.values():
        try:
            _check_order(plan, order, holds.get(order.pk))
        except BusinessRuleError as error:
            plan.refusals[order.pk] = error


def _check_order(plan: PickingPlan, order: SalesOrder, hold: OrderHold | None) -> None:
    traits = TRAITS[order.order_type]
    if not traits.posts_documents:
        raise OrderIsJournal(o=order)
    if traits.returns_goods:
        raise NotPickable(o=order, type=order.get_order_type_display())
    check_dates({"date": plan.request.date})
    sales_order_states.check("post_packing_slip", order)
    if hold is not None:
        raise OrderOnHold(o=order, code=hold.code, document=BlockedDocument.PICKING_LIST.label, record=order.pk)
    for customer in {order.customer, order.invoice_account}:
        held = hold_refusal(customer, HeldAction.PICKING_LIST, plan.request.date)
        if held is not None:
            raise held


def _load_lines(plan: PickingPlan) -> None:
    rows: Any = SalesOrderLine.of(plan.entity).filter(order__in=plan.orders, stopped=False, status=SalesStatus.OPEN)
    rows = rows.exclude(delivery_type=DeliveryType.DIRECT)
    rows = rows.filter(item__stocked=True, warehouse__isnull=False, ordered_quantity__gt=0)
    rows = rows.with_remainders().order_by("order_id", "line_number").values_list(*_LINE_FIELDS, *OWN_PLACE)
    own = len(_LINE_FIELDS)
    lines = {row[0]: PickLine(*(*row[:own], OwnPlace(*row[own:]))) for row in rows}
    picked = picked_quantities(plan.entity, {line.id: (line.inventory_factor, line.unit_decimals) for line in lines.values()})
    listed = PickingListLine.of(plan.entity).open_by_line(list(lines))
    found: dict[int, list[PickLine]] = defaultdict(list)
    for line in lines.values():
        line.picked, line.listed = picked.get(line.id, ZERO), listed.get(line.id, ZERO)
        typed = plan.request.updates.get(line.id)
        if typed is not None and not ZERO <= typed <= line.free:
            most, order = f"{line.free.normalize():f}", plan.orders[line.order_id]
            plan.refusals.setdefault(line.order_id, ListedTooMuch(o=order, l=line.line_number, m=most, field="quantity", record=line.id))
        line.propose(plan.request.option, typed)
        found[line.order_id].append(line)
    plan.lines = dict(found)


def _check_stock(plan: PickingPlan, *, reduce: bool) -> None:
    """Set stock aside order by order, in the order of their numbers; what is short is left off the list, or refuses the order."""
    everything = [line.stock("", line.remainder) for lines in plan.lines.values() for line in lines]
    available = Availability.load(plan.entity, ORIGIN, everything)
    for order_id, order in plan.orders.items():
        lines = [line for line in plan.lines.get(order_id, ()) if line.quantity and order_id not in plan.refusals]
        for line in lines if reduce else ():
            _reduce(line, available)
        wanted = [line.stock(order.number, line.picked + line.listed + line.quantity) for line in lines if line.quantity]
        short = available.take(wanted)
        if short:
            plan.refusals[order_id] = refusal(short[0])


def _reduce(line: PickLine, available: Availability) -> None:
    """Lower a line to what is reserved for it and what is free; items that may go below zero stay as they are."""
    if line.item_id in available.unlimited:
        return
    pair = (line.item_id, line.warehouse_id)
    line.reduce(max(available.free.get(pair, ZERO), ZERO) + available.own.get((line.id, pair), ZERO))


def _arrange(plan: PickingPlan) -> None:
    """Put the lines on lists: one per warehouse, for each order or for all of them together.

    Lists of one order are for one delivery address each, where the parameters say so.
    """
    lists: dict[tuple[int, int, DeliveryAddress | None], ListDraft] = {}
    by_address = not plan.request.combine and SalesParameters.of(plan.entity).split_by_delivery_address
    for order_id, lines in plan.going.items():
        order = plan.orders[order_id]
        for line in lines:
            address = line.place.address(order) if by_address else None
            key = (0 if plan.request.combine else order_id, line.warehouse_id, address)
            draft = lists.setdefault(key, ListDraft([], line.warehouse_id, address))
            if order not in draft.orders:
                draft.orders.append(order)
            draft.lines.append(line)
    plan.lists = list(lists.values())
