"""Plan packing slips: which quantities of which orders would leave, on which slips, and what stands in the way (sales.md §11.4).

Reads only, in a fixed number of queries for any number of orders. Screen preview, batch and posting use this same plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from customers.holds import HeldAction, hold_refusal
from customers.models import CustomerParameters
from foundation.errors import BusinessRuleError
from foundation.inventory.availability import Availability, refusal
from foundation.inventory.errors import VariantMissing
from foundation.organization.errors import DateInClosedPeriod, PeriodNotOpen
from foundation.organization.models import FiscalPeriod
from foundation.organization.models.fiscal_period import Module
from sales.deliveries import (
    DeliveryLine,
    DeliveryPlan,
    DeliveryQuantity,
    DeliveryRequest,
    SlipDraft,
    Tolerance,
    check_complete,
    check_quantity,
)
from sales.delivery_places import OWN_PLACE, DeliveryAddress, OwnPlace, address_of
from sales.direct_delivery import UNKNOWN, sources_of
from sales.direct_errors import DeliveredByVendor
from sales.errors import NothingToDeliver, OrderIsJournal, OrderOnHold, PartOfOrder
from sales.models import OrderHold, SalesOrder, SalesOrderLine, SalesParameters
from sales.models.hold import BlockedDocument
from sales.services.credit_checks import credit_excesses, expired_limits, stops
from sales.services.stock import ORIGIN, picked_quantities
from sales.services.subscription_notices import posting_notices
from sales.statuses import TRAITS, SalesStatus, sales_order_states

BY_PICKING = (DeliveryQuantity.PICKED, DeliveryQuantity.PICKED_AND_NON_STOCKED)

_LINE_FIELDS = (
    "id",
    "order_id",
    "line_number",
    "item_id",
    "item__number",
    "name",
    "text",
    "ordered_quantity",
    "delivered_quantity",
    "cancelled_quantity",
    "deliver_now",
    "deliver_rest",
    "unit__code",
    "unit__decimals",
    "inventory_factor",
    "item__stocked",
    "item__picking_required",
    "overdelivery_percent",
    "underdelivery_percent",
    "prevent_partial_delivery",
    "warehouse_id",
    "warehouse__site_id",
    "requested_ship_date",
    "net_amount",
    "unit_price",
    "delivery_type",
    "item__is_master",
)
_OWN = len(_LINE_FIELDS)


def plan_deliveries(request: DeliveryRequest) -> DeliveryPlan:
    """Return the packing slips that would be posted, and apart the refused orders with their reasons."""
    plan = DeliveryPlan(request)
    orders = SalesOrder.of(plan.entity).filter(pk__in=list(request.order_ids)).for_delivery().order_by("number")
    plan.orders = {order.pk: order for order in orders}
    _check_period(plan)
    _check_orders(plan)
    _load_lines(plan)
    if request.reduce:
        _reduce(plan)
    parameters = SalesParameters.of(plan.entity)
    _each(plan, lambda order: _check_lines(plan, order, Tolerance(parameters.accept_overdelivery, parameters.accept_underdelivery)))
    _check_credit(plan)
    _check_stock(plan)
    for key, notices in posting_notices(plan.entity, [plan.orders[key] for key in plan.going], request.date).items():
        plan.warnings.setdefault(key, []).extend(notices)
    _arrange(plan, parameters)
    return plan


def _each(plan: DeliveryPlan, check: Callable[[SalesOrder], None]) -> None:
    """Run a check on every order that still goes; what it raises refuses that order only."""
    for order in plan.orders.values():
        if order.pk in plan.refusals:
            continue
        try:
            check(order)
        except BusinessRuleError as error:
            plan.refuse(order.pk, error)


def _check_period(plan: DeliveryPlan) -> None:
    try:
        FiscalPeriod.of(plan.entity).require_open(plan.request.date, Module.SALES, lock=False)
    except PeriodNotOpen as error:
        closed = DateInClosedPeriod(d=plan.request.date, cause=error.code, field="delivery_date")
        for order in plan.orders.values():
            plan.refuse(order.pk, closed)


def _check_orders(plan: DeliveryPlan) -> None:
    holds = {
        hold.order_id: hold
        for hold in OrderHold.of(plan.entity).blocking(BlockedDocument.PACKING_SLIP).filter(order__in=plan.orders).select_related("code")
    }

    def check(order: SalesOrder) -> None:
        if not TRAITS[order.order_type].posts_documents:
            raise OrderIsJournal(o=order)
        sales_order_states.check("post_packing_slip", order)
        if order.pk in holds:
            raise OrderOnHold(o=order, code=holds[order.pk].code, document=BlockedDocument.PACKING_SLIP.label, record=order.pk)
        for customer in {order.customer, order.invoice_account}:
            held = hold_refusal(customer, HeldAction.PACKING_SLIP, plan.request.date)
            if held is not None:
                raise held

    _each(plan, check)


def _load_lines(plan: DeliveryPlan) -> None:
    """Read the lines that may go, with the quantities that are proposed; of goods that come back only what arrived."""
    rows: Any = SalesOrderLine.of(plan.entity).filter(order__in=plan.orders, stopped=False)
    rows = rows.exclude(status__in=[SalesStatus.CANCELLED, SalesStatus.INVOICED]).with_remainders().order_by("order_id", "line_number")
    known = [DeliveryLine(*(*row[:_OWN], OwnPlace(*row[_OWN:]))) for row in rows.values_list(*_LINE_FIELDS, *OWN_PLACE)]
    _load_picked(plan, [line for line in known if _asks_for_picked(plan.request, line)])
    lines: dict[int, list[DeliveryLine]] = defaultdict(list)
    for line in known:
        arriving = TRAITS[plan.orders[line.order_id].order_type].returns_goods
        option = DeliveryQuantity.DELIVER_NOW if arriving else plan.request.option
        line.propose(option, plan.request.updates.get(line.id), by_vendor=plan.request.by_vendor)
        lines[line.order_id].append(line)
    plan.lines = dict(lines)


def _asks_for_picked(request: DeliveryRequest, line: DeliveryLine) -> bool:
    """Tell whether what is picked of a line matters: it decides the quantity, must suffice, or would be left over by closing."""
    update = request.updates.get(line.id)
    return line.picking_required or request.option in BY_PICKING or (update is not None and update.close)


def _load_picked(plan: DeliveryPlan, lines: Sequence[DeliveryLine]) -> None:
    """Fill in what is picked, where it decides."""
    picked = picked_quantities(plan.entity, {line.id: (line.inventory_factor, line.unit_decimals) for line in lines})
    for line in lines:
        line.picked = picked.get(line.id, Decimal(0))


def _check_lines(plan: DeliveryPlan, order: SalesOrder, tolerance: Tolerance) -> None:
    lines = plan.lines.get(order.pk, [])
    _refuse_direct(plan, lines)
    if not any(line.quantity for line in lines):
        raise NothingToDeliver(o=order, opt=DeliveryQuantity(plan.request.option).label)
    for line in lines:
        if line.quantity:
            if line.is_master:
                raise VariantMissing(i=line.item_number)
            check_quantity(line, tolerance)
    check_complete(order, lines)


def _refuse_direct(plan: DeliveryPlan, lines: Sequence[DeliveryLine]) -> None:
    """Raise DeliveredByVendor (DIR-03) where a line that a vendor delivers is asked for, or is all that is left of its order."""
    if plan.request.by_vendor:
        return
    direct = [line for line in lines if line.is_direct and line.remainder]
    asked = [line for line in direct if line.quantity]
    if asked or direct and not any(line.quantity for line in lines):
        first = (asked or direct)[0]
        source = sources_of(plan.entity, [first.id]).get(first.id, UNKNOWN)
        raise DeliveredByVendor(l=first.line_number, v=source.vendor, p=source.purchase_order)


def _check_credit(plan: DeliveryPlan) -> None:
    parameters = CustomerParameters.of(plan.entity)
    if not parameters.check_credit_on_packing_slip:
        return
    values = [(plan.orders[key], sum((line.value for line in lines), Decimal(0))) for key, lines in plan.going.items()]
    found = credit_excesses(plan.entity, values, parameters, plan.request.credit_limit_type)
    for order_id, error in found.items():
        if stops(parameters, overruled=plan.request.overrule_credit):
            plan.refuse(order_id, error)
        else:
            plan.warnings.setdefault(order_id, []).append(error)
    for order_id, expired in expired_limits(plan.entity, (plan.orders[key] for key in plan.going), parameters).items():
        plan.warnings.setdefault(order_id, []).append(expired)


def _check_stock(plan: DeliveryPlan) -> None:
    """Set stock aside order by order, in the order of their numbers; what is short refuses that order (STK-01)."""
    movements = {
        key: [line.stock_movement(plan.orders[key].number) for line in lines if line.stocked and line.warehouse_id]
        for key, lines in plan.going.items()
        if TRAITS[plan.orders[key].order_type].holds_stock
    }
    wanted = [line for lines in movements.values() for line in lines if line.quantity > 0]
    available = Availability.load(plan.entity, ORIGIN, wanted)
    for order_id in plan.orders:
        issues = [line for line in movements.get(order_id, ()) if line.quantity > 0]
        short = available.take(issues)
        if short:
            plan.refuse(order_id, refusal(short[0]))


def _reduce(plan: DeliveryPlan) -> None:
    """Lower quantities to what is reserved for the lines and what is free, order by order; what may go below zero stays as it is."""
    going = plan.going
    lines = [
        (order.number, line)
        for key, order in plan.orders.items()
        if TRAITS[order.order_type].holds_stock
        for line in going.get(key, ())
        if line.stocked and line.warehouse_id and line.quantity > 0 and not line.is_direct
    ]
    available = Availability.load(plan.entity, ORIGIN, [line.stock_movement(number) for number, line in lines])
    for number, line in lines:
        line.reduce(available.for_line(line.stock_movement(number)))
        available.take([line.stock_movement(number)])


def _arrange(plan: DeliveryPlan, parameters: SalesParameters) -> None:
    """Put the lines on slips: apart by site and, as the parameters say, by warehouse and delivery address.

    A line without a warehouse, such as a service, travels with the first line of its order that has one and goes to the same address.
    """
    slips: dict[tuple[Any, ...], SlipDraft] = {}
    going = plan.going
    for order in plan.orders.values():
        lines = going.get(order.pk, [])
        for line in lines:
            split = parameters.split_by_delivery_address and not TRAITS[order.order_type].returns_goods
            address = line.place.address(order) if split else address_of(order)
            placed = line if line.warehouse_id else _leading(line, lines)
            key = _slip_key(order, placed, address, plan.request, parameters)
            slip = slips.setdefault(key, SlipDraft([], placed.warehouse_id, address))
            if order not in slip.orders:
                slip.orders.append(order)
            slip.lines.append(line)
    plan.slips = list(slips.values())
    _refuse_torn_orders(plan)


def _leading(line: DeliveryLine, lines: Sequence[DeliveryLine]) -> DeliveryLine:
    """Return the goods that a line without a warehouse travels with, itself where there are none."""
    goods = [known for known in lines if known.warehouse_id]
    same = (known for known in goods if known.place[:5] == line.place[:5])
    return next(same, goods[0] if goods else line)


def _slip_key(
    order: SalesOrder, line: DeliveryLine, address: DeliveryAddress, request: DeliveryRequest, parameters: SalesParameters
) -> tuple[Any, ...]:
    place = (line.site_id, line.warehouse_id if parameters.split_by_warehouse else None)
    if TRAITS[order.order_type].returns_goods:
        return (order.pk, *place)
    if not request.combine:
        return (order.pk, address, *place)
    return (
        order.invoice_account_id,
        order.customer_id,
        order.currency_id,
        order.language,
        address if parameters.split_by_delivery_address else None,
        *place,
    )


def _refuse_torn_orders(plan: DeliveryPlan) -> None:
    """An order that is delivered complete only goes on one slip per address that its lines ask for, all in one posting (PCK-07)."""
    seen: dict[tuple[int, DeliveryAddress], SlipDraft] = {}
    for slip in list(plan.slips):
        for line in slip.lines:
            order = plan.orders[line.order_id]
            if seen.setdefault((order.pk, slip.address), slip) is not slip and order.prevent_partial_delivery:
                plan.refuse(order.pk, PartOfOrder(o=order, l=line.line_number, q=f"{line.quantity.normalize():f}"))
