"""Change the type of an order: a draft becomes firm, an order goes back to a draft (sales.md §6.1, §6.2)."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from decimal import Decimal

from django.db import transaction

from customers.errors import CreditLimitExceeded
from customers.models import CustomerParameters
from foundation.inventory.models import InventoryTransaction, StockStatus
from foundation.inventory.variants import require_variant
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales import agreed_terms
from sales.direct_delivery import UNKNOWN, sources_of
from sales.direct_errors import HasDirectDelivery
from sales.errors import CreditFixed, ItemStopped, ReturnQuantityPositive, WarehouseMissing
from sales.models import OrderHold, SalesOrderLine, SalesSubscription, SubscriptionLine, SubscriptionStep
from sales.models.parameters import PriceDate
from sales.services import cycle_quantities, stock
from sales.services.calculate_orders import calculate, totals_of
from sales.services.credit_checks import credit_excesses, expired_limits, lock_accounts, stops
from sales.services.load_orders import LoadedOrders, load_orders
from sales.services.open_value import value_with_tax
from sales.services.record_credit import record_exceeded_credit
from sales.services.save_changes import save_changes, snapshot
from sales.services.subscriptions import check_terms, check_warehouses, lines_with_warehouses, new_subscription
from sales.services.working_orders import WorkingOrder, remembered
from sales.statuses import TRAITS, DeliveryType, DocumentStatus
from sales.subscription_errors import DeliveredNotInvoiced
from sales.type_change_errors import MovedAlready, SearchPricesAgain, TurnQuantities, TypeReasonMissing
from sales.type_changes import TypeChange, asks_for_prices, asks_to_turn, becomes_firm, check_pair, check_signs, leaves_stock
from sales.type_rooms import room_of

HEADER = ("order_type", "order_date", "document_status")


@transaction.atomic
def change_type(entity: LegalEntity, order_id: int, change: TypeChange, user: User) -> WorkingOrder:
    """Give an order another type, with its stock transactions and reservations made or removed, and return it with its notices.

    Raises ORD-05, ORD-08, ORD-11, ORD-13, ORD-14, ORD-17, ORD-18, ORD-33, ORD-34, ORD-39, ORD-49,
    CRD-02, and what the room of a type refuses.
    """
    loaded = load_orders(entity, [order_id], locked=True)
    work = loaded.only()
    order = work.order
    old, firm = order.order_type, becomes_firm(order, change.to)
    _check(entity, work, change)
    if not TRAITS[change.to].posts_documents:
        agreed_terms.leave(work, change.remove_links)
    before = snapshot(work)
    turned = asks_to_turn(order, change.to)
    if turned:
        _turn(work, change)
    _price(loaded, work, change)
    if firm:
        _check_credit(loaded, work, change, user)
    lines = [working.line.pk for working in work.lines]
    if leaves_stock(order, change.to):
        stock.remove(entity, lines)
    if TRAITS[old].created_by_project:
        for working in work.lines:
            working.line.billable = True
    _leave_room(entity, work, old, user)
    order.order_type = change.to
    if not TRAITS[change.to].posts_documents:
        order.document_status = DocumentStatus.NONE
        order.changed_since_confirmation = bool(order.confirmed_version)
    save_changes(entity, work, before, header=HEADER)
    _change_cycles(entity, work, old, change)
    if TRAITS[change.to].holds_stock and (turned or not TRAITS[old].holds_stock):
        _take_stock(entity, work, lines)
    room = room_of(change.to)
    if room is not None:
        room.enter(entity, work, user)
    audit.record(entity, user, "type changed", [order], changes={order.pk: {"order_type": [old, change.to]}}, reason=change.reason)
    return work


def _check(entity: LegalEntity, work: WorkingOrder, change: TypeChange) -> None:
    """Raise what stands in the way of the change, from the order to its lines."""
    order, lines = work.order, [working.line for working in work.lines]
    check_pair(order, change.to)
    if order.confirmed_version and not change.reason.strip():
        raise TypeReasonMissing(o=order)
    direct = next((line for line in lines if line.delivery_type == DeliveryType.DIRECT), None)
    if direct is not None:
        source = sources_of(entity, [direct.pk]).get(direct.pk, UNKNOWN)
        raise HasDirectDelivery(l=direct.line_number, p=source.purchase_order)
    if leaves_stock(order, change.to):
        _check_nothing_moved(entity, work, lines)
    if asks_to_turn(order, change.to) and change.turn_quantities is None:
        raise TurnQuantities()
    check_signs(order, change.to, lines)
    _check_cycles(entity, work, change)
    if becomes_firm(order, change.to):
        _check_lines(work, change.to)
    if change.search_prices is None and asks_for_prices(order, change.to):
        raise SearchPricesAgain()


def _turn(work: WorkingOrder, change: TypeChange) -> None:
    """Give every line the other sign where that was answered, and offer what is to deliver; raises RET-01."""
    returns = TRAITS[change.to].returns_goods
    for working in work.lines:
        line = working.line
        if change.turn_quantities:
            if line.origin == SalesOrderLine.Origin.CREDIT:
                raise CreditFixed(l=line.line_number, field="turn_quantities")
            line.ordered_quantity = -line.ordered_quantity
        if returns and line.ordered_quantity > 0:
            raise ReturnQuantityPositive(field="turn_quantities")
        line.deliver_now = Decimal(0) if returns else line.ordered_quantity


def _leave_room(entity: LegalEntity, work: WorkingOrder, old: str, user: User) -> None:
    room = room_of(old)
    if room is not None:
        room.leave(entity, work, user)


def _check_nothing_moved(entity: LegalEntity, work: WorkingOrder, lines: Sequence[SalesOrderLine]) -> None:
    """Refuse an order of which something was picked, delivered or invoiced, naming the line (ORD-14)."""
    rows = InventoryTransaction.of(entity).of_origin(stock.ORIGIN, [line.pk for line in lines])
    picked = set(rows.filter(status=StockStatus.PICKED).values_list("origin_id", flat=True))
    for line in lines:
        if line.delivered_quantity or line.invoiced_quantity or line.pk in picked:
            raise MovedAlready(o=work.order, l=line.line_number)


def _check_cycles(entity: LegalEntity, work: WorkingOrder, change: TypeChange) -> None:
    """Refuse what stands between an order and its cycles: SUB-01, SUB-04 and ORD-12; SUB-02 for what earlier cycles left to invoice."""
    order = work.order
    if TRAITS[change.to].reopens_after_invoice:
        check_terms(change.subscription)
        wanted = copy(order)
        wanted.order_type = change.to
        check_warehouses(entity, lines_with_warehouses(wanted, (working.line for working in work.lines)))
    elif TRAITS[order.order_type].reopens_after_invoice:
        known = SubscriptionLine.of(entity).of_order(order.pk)
        carried = sum((line.carried_quantity for line in known), Decimal(0))
        if carried:
            raise DeliveredNotInvoiced(q=f"{carried.normalize():f}", field="order_type")
        closed = next((line for line in known if line.closed_quantity), None)
        if closed is not None and leaves_stock(order, change.to):
            raise MovedAlready(o=order, l=closed.line.line_number)


def _change_cycles(entity: LegalEntity, work: WorkingOrder, old: str, change: TypeChange) -> None:
    """Give an order its cycles, what was invoiced being the first; or take them away, what is open staying open once."""
    order = work.order
    if TRAITS[change.to].reopens_after_invoice:
        invoiced = any(working.line.invoiced_quantity for working in work.lines)
        new_subscription(order, check_terms(change.subscription), 2 if invoiced else 1).save()
        if invoiced:
            cycle_quantities.take_over(entity, [order.pk])
    elif TRAITS[old].reopens_after_invoice:
        SalesSubscription.of(entity).filter(order=order).delete()
        SubscriptionStep.of(entity).filter(order=order).delete()


def _check_lines(work: WorkingOrder, to: str) -> None:
    """Refuse lines that a new order could not have: stopped items (ORD-05), masters (ORD-06), stocked ones without a warehouse (ORD-39)."""
    for working in work.live_lines:
        if working.item.stopped or not working.item.is_active:
            raise ItemStopped(i=working.item, field="order_type")
        require_variant(working.item, field="order_type")
        if working.item.stocked and working.line.warehouse_id is None and TRAITS[to].holds_stock:
            raise WarehouseMissing(l=working.line.line_number, i=working.item, field="order_type")


def _price(loaded: LoadedOrders, work: WorkingOrder, change: TypeChange) -> None:
    """Search prices as of today where that was answered; those typed by hand stay. Otherwise prices stay as they are.

    Where prices go by the order date, the draft becomes an order of today.
    """
    if not (change.search_prices and asks_for_prices(work.order, change.to)):
        work.totals = totals_of(loaded.context, work, loaded.units)
        if asks_to_turn(work.order, change.to):
            calculate(loaded.context, [work])
        return
    work.before = remembered(work)
    if loaded.context.parameters.price_date == PriceDate.ORDER:
        work.order.order_date = loaded.context.entity.today()
    for working in work.live_lines:
        working.search_price = not working.line.price_manual
        working.search_discount = not working.line.discount_manual
    work.search_charges = True
    calculate(loaded.context, [work])
    if work.refusal is not None:
        raise work.refusal


def _check_credit(loaded: LoadedOrders, work: WorkingOrder, change: TypeChange, user: User) -> None:
    """Hold a draft that becomes firm against the credit of its customer, where orders are (sales.md §10.2)."""
    entity, order = loaded.context.entity, work.order
    parameters = CustomerParameters.of(entity)
    if not parameters.check_credit_on_sales_order:
        return
    lock_accounts(entity, [(order.customer_id, order.invoice_account_id)], checked=True)
    excess: CreditLimitExceeded | None = credit_excesses(entity, [(order, value_with_tax(loaded, work))], parameters).get(order.pk)
    if excess is not None:
        if stops(parameters, overruled=change.overrule_credit):
            raise excess
        work.notices.append(excess)
        record_exceeded_credit(entity, user, [order], {order.pk: [excess]}, change.reason)
    work.notices.extend(expired_limits(entity, [order], parameters).values())


def _take_stock(entity: LegalEntity, work: WorkingOrder, lines: Sequence[int]) -> None:
    """Put the lines in the stock, and reserve them where the order does so by itself and no hold forbids it."""
    stock.sync_open(entity, lines)
    held = OrderHold.of(entity).releasing().filter(order=work.order)
    if work.order.automatic_reservation and not held.exists():
        work.notices.extend(stock.reserve_open(entity, lines).values())
