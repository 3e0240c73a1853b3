"""Lock purchase orders, and the sales orders that they supply, in the one order of locks, and read their lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from foundation.organization.models import LegalEntity
from purchasing.errors import MoreThanOrdered, QuantityNotPositive
from purchasing.models import PurchaseOrder, PurchaseOrderLine
from purchasing.statuses import purchase_order_states
from sales.models import SalesOrder


@dataclass(frozen=True)
class LockedPurchase:
    """A purchase order under its lock, with its open lines by key."""

    order: PurchaseOrder
    lines: dict[int, PurchaseOrderLine]

    def quantities(self, wanted: Mapping[int, Decimal] | None) -> dict[PurchaseOrderLine, Decimal]:
        """Return what was asked of the open lines, all that is still to come when nothing was; PUR-04 beyond it, PUR-06 below zero."""
        if wanted is None:
            return {line: line.remainder for line in self.lines.values()}
        found = {}
        for key, quantity in wanted.items():
            line = self.lines.get(key)
            if not quantity:
                continue
            if line is None or quantity > line.remainder:
                number, rest, ordered = (line.line_number, line.remainder, line.ordered_quantity) if line else ("–", Decimal(0), quantity)
                raise MoreThanOrdered(l=number, r=f"{rest.normalize():f}", q=f"{ordered.normalize():f}")
            if quantity < 0 or quantity % line.unit.step:
                raise QuantityNotPositive(l=line.line_number, q=f"{quantity.normalize():f}", u=line.unit, n=line.unit.decimals)
            found[line] = quantity
        return found


def lock_sales_orders(entity: LegalEntity, order_ids: Collection[int]) -> None:
    """Lock the sales orders that purchase orders supply; sales come before purchases in the order of locks."""
    wanted = PurchaseOrderLine.of(entity).sales_order_keys(order_ids)
    if wanted:
        list(SalesOrder.of(entity).filter(pk__in=wanted).locked().values_list("pk", flat=True))


def lock_purchase(entity: LegalEntity, order_id: int, action: str) -> LockedPurchase:
    """Lock one purchase order for an action that its status must allow; raises PUR-01."""
    return lock_purchases(entity, [order_id], action)[order_id]


def lock_purchases(entity: LegalEntity, order_ids: Collection[int], action: str) -> dict[int, LockedPurchase]:
    """Lock purchase orders for an action that the status of each must allow, in a fixed number of statements; raises PUR-01."""
    lock_sales_orders(entity, order_ids)
    orders = list(PurchaseOrder.of(entity).filter(pk__in=list(order_ids)).select_related("vendor", "currency").locked())
    purchase_order_states.check_all(action, orders)
    found = {order.pk: LockedPurchase(order, {}) for order in orders}
    lines = PurchaseOrderLine.of(entity).open().filter(order__in=orders).select_related("item", "unit", "sales_line__order")
    for line in lines.order_by("order_id", "line_number"):
        known = found[line.order_id]
        line.order = known.order
        known.lines[line.pk] = line
    return found
