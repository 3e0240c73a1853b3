"""Order from vendors what some lines wait for (sales.md §12.4, §19.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction

from backorders.services.load_backorders import by_order, load_backorders
from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, User
from purchasing.models import PurchaseOrder
from purchasing.services.order_for_sales import Choice, order_for_sales
from sales.models import SalesOrder


@dataclass(frozen=True, slots=True)
class OrderedGoods:
    """The purchase orders that were made, and the sales orders of which nothing could be ordered, with the reason."""

    purchases: list[PurchaseOrder] = field(default_factory=list)
    orders: dict[int, SalesOrder] = field(default_factory=dict)
    refusals: dict[int, BusinessRuleError] = field(default_factory=dict)


@transaction.atomic
def order_goods(entity: LegalEntity, keys: Collection[int], user: User) -> OrderedGoods:
    """Order what is left of the lines from the primary vendors of their items, order by order. Raises BCK-04."""
    done = OrderedGoods()
    for order_id, lines in by_order(load_backorders(entity, keys, locked=True)).items():
        done.orders[order_id] = lines[0].order
        try:
            with transaction.atomic():
                done.purchases.extend(order_for_sales(entity, order_id, user, {line.pk: Choice() for line in lines}))
        except BusinessRuleError as refusal:
            done.refusals[order_id] = refusal
    return done
