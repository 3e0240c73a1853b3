"""Order from vendors what some lines wait for (sales.md §12.4, §19.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction

from backorders.services.load_backorders import by_order, load_backorders
from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, User
from purchasing.models import PurchaseOrder
from purchasing.services.order_for_sales import Choice, order_for_sales_orders
from sales.models import SalesOrder


@dataclass(frozen=True, slots=True)
class OrderedGoods:
    """The purchase orders that were made, and the sales orders of which nothing could be ordered, with the reason."""

    purchases: list[PurchaseOrder] = field(default_factory=list)
    orders: dict[int, SalesOrder] = field(default_factory=dict)
    refusals: dict[int, BusinessRuleError] = field(default_factory=dict)


@transaction.atomic
def order_goods(entity: LegalEntity, keys: Collection[int], user: User) -> OrderedGoods:
    """Order what is left of the lines from the primary vendors of their items, purchase orders per sales order. Raises BCK-04.

    One order that is refused leaves the others alone. The number of statements does not depend on the number of orders.
    """
    lines = by_order(load_backorders(entity, keys, locked=True))
    wanted = {order_id: {line.pk: Choice() for line in known} for order_id, known in lines.items()}
    done = order_for_sales_orders(entity, wanted, user)
    return OrderedGoods(done.purchases, {order_id: known[0].order for order_id, known in lines.items()}, done.refusals)
