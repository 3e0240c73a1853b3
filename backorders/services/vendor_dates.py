"""Write down when vendors deliver, and promise the sales lines that hang on it for a later day (sales.md §19.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from backorders.errors import NothingWaits
from backorders.models import Backorder, SupplyBackorder
from backorders.services.change_dates import DateMove, promise
from foundation.organization.models import LegalEntity, User
from purchasing.models import PurchaseOrder
from purchasing.services.change_purchase_order import confirm_dates
from sales.models import SalesOrder, SalesParameters
from sales.services.promise_dates import PromiseBook


@dataclass(frozen=True, slots=True)
class VendorDatePlan:
    """The purchase lines that get a day, and the sales lines whose promise lies before the goods come."""

    supplies: Sequence[SupplyBackorder]
    moves: Sequence[DateMove]


def plan_vendor_dates(entity: LegalEntity, keys: Collection[int], day: date) -> VendorDatePlan:
    """Return the open purchase lines, and the sales lines that were ordered for or that they cover, promised too early.

    Lines that vendors deliver directly follow their purchase line by themselves. Raises BCK-04.
    """
    supplies = list(SupplyBackorder.of(entity).chosen(keys))
    if not supplies:
        raise NothingWaits()
    book = PromiseBook.load(entity, SalesParameters.of(entity), ())
    moves = []
    for line in Backorder.of(entity).hanging_on([known.pk for known in supplies]):
        new = book.calendar.next_open(day + timedelta(days=line.item.issue_margin))
        if line.promised_ship < new:
            moves.append(DateMove(line, line.promised_ship, new))
    return VendorDatePlan(supplies, moves)


@transaction.atomic
def change_vendor_dates(entity: LegalEntity, keys: Collection[int], day: date, user: User, *, shift: bool) -> VendorDatePlan:
    """Confirm a day for purchase lines, and with ``shift`` promise the sales lines that hang on them for when the goods are there.

    Raises BCK-04 and PUR-01.
    """
    plan = plan_vendor_dates(entity, keys, day)
    if shift and plan.moves:
        list(SalesOrder.of(entity).filter(pk__in={move.line.order_id for move in plan.moves}).locked())
    by_purchase: dict[int, dict[int, date | None]] = defaultdict(dict)
    for line in plan.supplies:
        by_purchase[line.order_id][line.pk] = day
    for order_id, days in sorted(by_purchase.items()):
        confirm_dates(entity, order_id, days, user)
    if shift:
        promise(entity, plan.moves, user)
    return plan


def purchases_of(plan: VendorDatePlan) -> list[PurchaseOrder]:
    """Return the purchase orders of a plan, each once."""
    return list({line.order_id: line.order for line in plan.supplies}.values())
