"""Deliver what subscriptions have due, cycle by cycle, and hand what is to be invoiced to the invoicing job (sales.md §16.4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, User
from sales.deliveries import DeliveryRequest
from sales.errors import NothingToDeliver
from sales.models import PackingSlip, PackingSlipLine, SalesOrder, SalesSubscription, SubscriptionStep
from sales.services import cycle_quantities
from sales.services.post_packing_slips import post_packing_slips
from sales.services.reprice_cycles import reprice_cycles
from sales.services.subscriptions import stop_ended
from sales.statuses import LIVE
from sales.subscription_errors import CycleHandedOver, NothingDue, SubscriptionEnded
from sales.subscriptions import InvoiceMoment

Step = SubscriptionStep.Step
CYCLE_FIELDS = ("cycle_no", "invoice_cycle_no", "next_delivery_date", "next_invoice_date", "invoice_due")


@dataclass
class ProcessedSubscriptions:
    """What became of each order: its packing slips, oldest cycle first; why one was not delivered; what else happened to it."""

    slips: dict[int, list[PackingSlip]] = field(default_factory=dict)
    refusals: dict[int, BusinessRuleError] = field(default_factory=dict)
    notes: dict[int, BusinessRuleError] = field(default_factory=dict)


@transaction.atomic
def process_subscriptions(entity: LegalEntity, order_ids: Collection[int], on_date: date, user: User) -> ProcessedSubscriptions:
    """Process the cycles of orders that are due by a day; a cycle is processed once, missed ones one after the other.

    Takes a fixed number of statements per missed cycle, whatever the number of orders. Stopped, paused and closed orders and
    those on hold are left alone.
    """
    done = ProcessedSubscriptions()
    orders = SalesOrder.of(entity).filter(pk__in=list(order_ids), do_not_process=False, status__in=LIVE).locked()
    found = list(SalesSubscription.of(entity).due(on_date).filter(order__in=[order.pk for order in orders]).select_related("order"))
    done.refusals |= reprice_cycles(entity, _invoice_days(found, on_date), user)
    for one in found:
        if one.order_id not in done.refusals:
            _hand_over(one, on_date, done)
    waiting = found
    while waiting := [one for one in waiting if _delivery_due(one, on_date) and one.order_id not in done.refusals]:
        _deliver_cycle(entity, waiting, on_date, user, done)
    SalesSubscription.of(entity).bulk_update(found, CYCLE_FIELDS)
    _remember(entity, found, Step.INVOICE)
    done.notes |= {one.order_id: SubscriptionEnded(o=one.order) for one in stop_ended(entity, found, on_date, user)}
    for key in order_ids:
        if key not in done.slips and key not in done.refusals:
            done.notes.setdefault(key, NothingDue())
    return done


def _delivery_due(one: SalesSubscription, on_date: date) -> bool:
    return one.deliver_automatically and one.next_delivery_date is not None and one.next_delivery_date <= on_date


def _hand_over(one: SalesSubscription, on_date: date, done: ProcessedSubscriptions) -> None:
    """Mark a subscription whose invoice is due, and move on to the first cycle that is not due yet."""
    if one.invoice_moment == InvoiceMoment.BY_HAND:
        return
    while one.next_invoice_date is not None and one.next_invoice_date <= on_date:
        one.invoice_due = True
        one.move_to(one.cycle_no, one.invoice_cycle_no + 1)
        done.notes[one.order_id] = CycleHandedOver(o=one.order, n=one.invoice_cycle_no - 1)


def _deliver_cycle(
    entity: LegalEntity, waiting: Sequence[SalesSubscription], on_date: date, user: User, done: ProcessedSubscriptions
) -> None:
    """Post the packing slips of one cycle of each order, and move those that are delivered to their next cycle."""
    by_order = {one.order_id: one for one in waiting}
    follows = SubscriptionStep.of(entity).filter(order__in=by_order, step=Step.DELIVERY).values_list("order_id", "cycle_no")
    known = set(follows)
    opened = [key for key, one in by_order.items() if (key, one.cycle_no - 1) in known]
    cancelled = cycle_quantities.open_cycle(entity, opened) if opened else {}
    going = _to_deliver(entity, [key for key, one in by_order.items() if (key, one.cycle_no) not in known])
    unpriced = reprice_cycles(entity, _price_days([by_order[key] for key in going]), user)
    going = [key for key in going if key not in unpriced]
    posted = post_packing_slips(DeliveryRequest(entity, going, delivery_date=on_date), user)
    refused = unpriced | {key: error for key, error in posted.refusals.items() if not isinstance(error, NothingToDeliver)}
    done.refusals |= refused
    cycle_quantities.take_back(entity, [key for key in opened if key in refused], cancelled)
    slips = {slip.pk: slip for slip in posted.slips}
    lines = PackingSlipLine.of(entity).filter(packing_slip__in=slips).values_list("order_line__order_id", "packing_slip_id")
    for key, slip in sorted(set(lines)):
        done.slips.setdefault(key, []).append(slips[slip])
    delivered = [one for key, one in by_order.items() if key not in refused]
    _remember(entity, delivered, Step.DELIVERY)
    for one in delivered:
        one.move_to(one.cycle_no + 1, one.invoice_cycle_no)


def _to_deliver(entity: LegalEntity, order_ids: Collection[int]) -> list[int]:
    """Return the orders that have something open; a cycle that people delivered or gave up by hand is done."""
    return list(SalesOrder.of(entity).filter(pk__in=order_ids).open().values_list("pk", flat=True))


def _invoice_days(found: Sequence[SalesSubscription], on_date: date) -> dict[int, date]:
    """Return the days on which subscriptions that nothing is delivered of are invoiced, of those that want the prices of them."""
    by_job = (one for one in found if one.reprice_each_cycle and not one.deliver_automatically)
    due = ((one.order_id, one.next_invoice_date) for one in by_job if one.invoice_moment != InvoiceMoment.BY_HAND)
    return {key: day for key, day in due if day is not None and day <= on_date}


def _price_days(found: Sequence[SalesSubscription]) -> dict[int, date]:
    """Return the days whose prices the next cycle of subscriptions has, of those that want its own."""
    days = {one.order_id: one.terms.price_day(one.cycle_no) for one in found if one.reprice_each_cycle}
    return {key: day for key, day in days.items() if day is not None}


def _remember(entity: LegalEntity, found: Sequence[SalesSubscription], step: str) -> None:
    """Write that the current cycle of subscriptions is delivered, or every cycle up to the next one handed over; once for each."""
    rows = [(one.order_id, one.cycle_no if step == Step.DELIVERY else one.invoice_cycle_no - 1) for one in found]
    SubscriptionStep.of(entity).bulk_create(
        (SubscriptionStep(legal_entity=entity, order_id=key, cycle_no=cycle, step=step) for key, cycle in rows if cycle),
        ignore_conflicts=True,
    )
