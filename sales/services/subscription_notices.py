"""What people should know who post or move on a subscription: it is paused, or has had its cycles (sales.md §16.5).

People may go on; the job that processes subscriptions never does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from operator import attrgetter

from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity
from sales.models import SalesOrder, SalesOrderLine, SalesSubscription
from sales.models.subscription import SubscriptionLine
from sales.statuses import TRAITS
from sales.subscription_errors import BeyondItsCycles, SubscriptionPaused


def posting_notices(
    entity: LegalEntity, orders: Iterable[SalesOrder], on_date: date, *, invoices: bool = False
) -> dict[int, list[BusinessRuleError]]:
    """Return by order what is to be known of the subscriptions among orders that are delivered, or invoiced, on a day.

    Three queries for any number of subscriptions, none where there is none.
    """
    wanted = {order.pk: order for order in orders if TRAITS[order.order_type].reopens_after_invoice}
    if not wanted:
        return {}
    found: dict[int, list[BusinessRuleError]] = defaultdict(list)
    known = {one.order_id: one for one in SalesSubscription.of(entity).filter(order__in=wanted)}
    for key, one in known.items():
        if one.paused_until is not None and one.paused_until > on_date:
            found[key].append(SubscriptionPaused(o=wanted[key], d=one.paused_until))
    for key in _full(entity, known, invoices=invoices):
        found[key].append(BeyondItsCycles(o=wanted[key], n=known[key].terms.cycles))
    return dict(found)


def cycle_notices(found: SalesSubscription) -> list[BusinessRuleError]:
    """Return what is to be known of a subscription whose next cycle was opened by hand."""
    cycles = found.terms.cycles
    return [BeyondItsCycles(o=found.order, n=cycles)] if cycles is not None and found.cycle_no > cycles else []


def _full(entity: LegalEntity, known: Mapping[int, SalesSubscription], *, invoices: bool) -> list[int]:
    """Return the orders of which a line had the quantities of all cycles before."""
    ending = {key: cycles for key, one in known.items() if (cycles := one.terms.cycles) is not None}
    if not ending:
        return []
    lines = list(SalesOrderLine.of(entity).filter(order__in=ending, ordered_quantity__gt=0))
    totals = SubscriptionLine.of(entity).totals_of(lines)
    done = attrgetter("invoiced" if invoices else "delivered")
    return sorted({line.order_id for line in lines if done(totals[line.pk]) >= line.ordered_quantity * ending[line.order_id]})
