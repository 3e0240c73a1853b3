"""Start, pause, move on and stop subscriptions (sales.md §16.1, §16.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from foundation.inventory.models import Warehouse
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.bounds import check_dates
from sales.models import SalesOrder, SalesOrderLine, SalesSubscription, SubscriptionStep
from sales.services import cycle_quantities
from sales.statuses import TRAITS, sales_order_states
from sales.subscription_errors import (
    AdvancedWarehouse,
    DeliveredNotInvoiced,
    NotASubscription,
    SubscriptionIncomplete,
    SubscriptionStopped,
    TwoEnds,
)
from sales.subscriptions import MOST_EVERY, SubscriptionTerms


def check_terms(terms: SubscriptionTerms | None) -> SubscriptionTerms:
    """Return the terms of a subscription; raises SUB-01 without start date and cycles, ORD-48, SUB-04 with two or early ends."""
    if (
        terms is None
        or terms.start_date is None
        or not all(1 <= every <= MOST_EVERY for every in (terms.delivery_every, terms.invoice_every))
    ):
        raise SubscriptionIncomplete()
    check_dates({"start_date": terms.start_date, "end_date": terms.end_date})
    if terms.end_date is not None and (terms.number_of_cycles is not None or terms.end_date < terms.start_date):
        raise TwoEnds()
    return terms


def check_warehouses(entity: LegalEntity, lines: Iterable[tuple[SalesOrder, int | None]]) -> None:
    """Refuse orders that are delivered again and again from a warehouse with advanced processes (ORD-12); a query at most."""
    wanted = {warehouse for order, warehouse in lines if warehouse and TRAITS[order.order_type].reopens_after_invoice}
    if not wanted:
        return
    found = Warehouse.of(entity).filter(pk__in=wanted, advanced_processes=True).order_by("code").first()
    if found is not None:
        raise AdvancedWarehouse(w=found)


def new_subscription(order: SalesOrder, terms: SubscriptionTerms, cycle: int = 1) -> SalesSubscription:
    """Return an unsaved subscription of an order that starts with a cycle."""
    values = {name: getattr(terms, name) for name in SubscriptionTerms.__dataclass_fields__}
    found = SalesSubscription(legal_entity_id=order.legal_entity_id, order=order, **values)
    found.move_to(cycle, cycle)
    return found


def write_subscriptions(entity: LegalEntity, terms: Mapping[SalesOrder, SubscriptionTerms]) -> None:
    """Write the subscriptions of new orders: one statement, none where no order has one."""
    if terms:
        SalesSubscription.of(entity).bulk_create(new_subscription(order, known) for order, known in terms.items())


@transaction.atomic
def change_cycles(entity: LegalEntity, order_id: int, terms: SubscriptionTerms, user: User) -> SalesSubscription:
    """Set other cycles; the number of the next cycle stays. Raises ORD-08, SUB-01 and SUB-04."""
    found = _locked(entity, order_id)
    old = found.terms
    for name in SubscriptionTerms.__dataclass_fields__:
        setattr(found, name, getattr(check_terms(terms), name))
    found.move_to(found.cycle_no, found.invoice_cycle_no)
    found.save()
    names = [name for name in SubscriptionTerms.__dataclass_fields__ if getattr(old, name) != getattr(terms, name)]
    changes = {name: [str(getattr(old, name)), str(getattr(terms, name))] for name in names}
    audit.record(entity, user, "changed", [found.order], changes={order_id: changes})
    return found


@transaction.atomic
def pause_subscription(entity: LegalEntity, order_id: int, until: date | None, user: User) -> SalesSubscription:
    """Skip what is due before a day; None ends the pause. Cycles keep their numbers (sales.md §16.5)."""
    check_dates({"until": until})
    found = _locked(entity, order_id)
    before, found.paused_until = found.paused_until, until
    if until is not None:
        _skip(found, until)
    found.save()
    audit.record(entity, user, "subscription paused", [found.order], changes={order_id: {"paused_until": [str(before), str(until)]}})
    return found


def _skip(found: SalesSubscription, until: date) -> None:
    """Move on to the first cycles that are due on a day or later."""
    cycle, invoice_cycle, terms = found.cycle_no, found.invoice_cycle_no, found.terms
    while (due := terms.delivery_date(cycle)) is not None and due < until:
        cycle += 1
    while (due := terms.invoice_date(invoice_cycle)) is not None and due < until:
        invoice_cycle += 1
    found.move_to(cycle, invoice_cycle)


@transaction.atomic
def next_cycle(entity: LegalEntity, order_id: int, user: User) -> SalesSubscription:
    """Open the next cycle by hand: its whole quantity is to be delivered, what waits for its invoice keeps waiting."""
    found = _locked(entity, order_id)
    SubscriptionStep.of(entity).get_or_create(
        legal_entity=entity, order_id=order_id, cycle_no=found.cycle_no, step=SubscriptionStep.Step.DELIVERY
    )
    found.move_to(found.cycle_no + 1, found.invoice_cycle_no)
    found.save()
    cycle_quantities.open_cycle(entity, [order_id])
    audit.record(entity, user, "cycle opened", [found.order], changes={order_id: {"cycle_no": [found.cycle_no - 1, found.cycle_no]}})
    return found


@transaction.atomic
def stop_subscription(entity: LegalEntity, order_id: int, on_date: date, user: User, *, reason: str = "") -> SalesOrder:
    """End a subscription for good and return its order: Invoiced when anything was, else Cancelled. Raises ORD-08, ORD-48, SUB-02."""
    check_dates({"date": on_date})
    found = _locked(entity, order_id)
    waiting = cycle_quantities.waiting_quantity(entity, [order_id]).get(order_id)
    if waiting:
        raise DeliveredNotInvoiced(q=f"{waiting.normalize():f}")
    _stop(entity, [found], on_date, user, reason)
    return SalesOrder.of(entity).get(pk=order_id)


def stop_ended(entity: LegalEntity, found: Iterable[SalesSubscription], on_date: date, user: User) -> list[SalesSubscription]:
    """Stop those of locked subscriptions that are over and whose deliveries are all invoiced, and return them."""
    over = [one for one in found if one.is_over]
    waiting = cycle_quantities.waiting_quantity(entity, [one.order_id for one in over]) if over else {}
    ended = [one for one in over if not waiting.get(one.order_id)]
    if ended:
        _stop(entity, ended, on_date, user, "")
    return ended


def _stop(entity: LegalEntity, found: list[SalesSubscription], on_date: date, user: User, reason: str) -> None:
    for one in found:
        one.stopped_at, one.stop_reason, one.invoice_due = on_date, reason, False
        one.next_delivery_date = one.next_invoice_date = None
    names = ["stopped_at", "stop_reason", "invoice_due", "next_delivery_date", "next_invoice_date"]
    SalesSubscription.of(entity).bulk_update(found, names)
    cycle_quantities.end(entity, [one.order_id for one in found])
    audit.record(entity, user, "subscription stopped", [one.order for one in found], reason=reason)


def _locked(entity: LegalEntity, order_id: int) -> SalesSubscription:
    """Lock an order and return its subscription; raises SUB-05 for another order, SUB-06 for a stopped one and ORD-08 for a closed one."""
    order = SalesOrder.of(entity).filter(pk=order_id).locked().get()
    found: SalesSubscription | None = SalesSubscription.of(entity).filter(order=order).select_related("order").first()
    if found is None:
        raise NotASubscription(o=order)
    if found.stopped_at is not None:
        raise SubscriptionStopped(o=order)
    sales_order_states.check("change", order)
    return found


def lines_with_warehouses(order: SalesOrder, lines: Iterable[SalesOrderLine]) -> list[tuple[SalesOrder, int | None]]:
    """Return the warehouses of an order's lines, to be checked."""
    return [(order, line.warehouse_id) for line in lines]
