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
from purchasing.services.change_purchase_order import confirm_dates_of_orders
from purchasing.services.load_purchases import lock_purchases
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

    The number of statements does not depend on the number of lines. Raises BCK-04 and PUR-01.
    """
    held = _hold(entity, keys, shift=shift)
    plan = plan_vendor_dates(entity, keys, day)
    by_purchase: dict[int, dict[int, date | None]] = defaultdict(dict)
    for line in plan.supplies:
        by_purchase[line.order_id][line.pk] = day
    confirm_dates_of_orders(entity, by_purchase, user)
    if not shift:
        return plan
    # What came to hang on the goods between the two readings is not held; whoever made it so has promised it just now.
    plan = VendorDatePlan(plan.supplies, [move for move in plan.moves if move.line.order_id in held])
    promise(entity, plan.moves, user)
    return plan


def _hold(entity: LegalEntity, keys: Collection[int], *, shift: bool) -> set[int]:
    """Lock the sales orders that purchase lines supply, those of lines that hang on them too, then the purchase orders; PUR-01.

    Returns the keys of the sales orders.
    """
    supplies = list(SupplyBackorder.of(entity).filter(pk__in=list(keys)).values_list("pk", "order_id"))
    purchases = {order_id for _key, order_id in supplies}
    wanted = set(SupplyBackorder.of(entity).sales_order_keys(purchases))
    if shift:
        wanted |= {line.order_id for line in Backorder.of(entity).hanging_on([key for key, _order in supplies])}
    held = set(SalesOrder.of(entity).filter(pk__in=wanted).locked().values_list("pk", flat=True))
    lock_purchases(entity, purchases, "confirm_dates")
    return held


def purchases_of(plan: VendorDatePlan) -> list[PurchaseOrder]:
    """Return the purchase orders of a plan, each once."""
    return list({line.order_id: line.order for line in plan.supplies}.values())
