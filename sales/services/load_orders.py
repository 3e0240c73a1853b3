"""Read orders with lines, charges and all that calculating them takes, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from foundation.inventory.sold import CategoryKey, SoldKey
from foundation.organization.models import LegalEntity
from sales import agreed_terms
from sales.models import SalesOrder, SalesOrderCharge, SalesOrderLine
from sales.services.unit_factors import UnitFactors
from sales.services.working_orders import OrderContext, WorkingLine, WorkingOrder


@dataclass(frozen=True)
class LoadedOrders:
    """Orders in memory by their keys, new ones by the position of their draft, with the context that they are calculated in."""

    context: OrderContext
    works: dict[int, WorkingOrder]
    units: UnitFactors

    def only(self) -> WorkingOrder:
        """Return the one order that was asked for."""
        [work] = self.works.values()
        return work


def load_orders(entity: LegalEntity, order_ids: Collection[int], *, locked: bool = False) -> LoadedOrders:
    """Return the orders by number; with ``locked`` their rows are locked first, in key order."""
    if locked:
        list(SalesOrder.of(entity).filter(pk__in=list(order_ids)).locked().values_list("pk"))
    wanted = SalesOrder.of(entity).filter(pk__in=list(order_ids)).for_entry()
    orders = wanted.select_related("customer", *agreed_terms.order_relations()).order_by("number")
    relations = ("sales_tax_group", "item_sales_tax_group", *agreed_terms.line_relations())
    lines = SalesOrderLine.of(entity).filter(order__in=orders).select_related(*relations)
    charges = SalesOrderCharge.of(entity).filter(order__in=orders)
    charges = charges.select_related("code__item_sales_tax_group", "item_sales_tax_group", "unit", "line")
    return in_memory(entity, orders, list(lines.order_by("order_id", "line_number")), charges)


def in_memory(
    entity: LegalEntity,
    orders: Iterable[SalesOrder],
    lines: Sequence[SalesOrderLine],
    charges: Iterable[SalesOrderCharge],
    categories: Mapping[int, CategoryKey] = MappingProxyType({}),
) -> LoadedOrders:
    """Return orders that were read, or made of something else, with the lines and charges that name them by key.

    ``categories`` names by the key of the line what lines without an item sell.
    """
    works = {order.pk: WorkingOrder(order, order.customer) for order in orders}
    sold: dict[int, SoldKey] = {line.pk: categories.get(line.pk) or line.item_id for line in lines}
    context = OrderContext.load(entity, sold.values())
    for line in lines:
        work = works[line.order_id]
        line.order, line.item = work.order, context.items[sold[line.pk]]
        work.lines.append(WorkingLine(line, line.item))
    for charge in charges:
        works[charge.order_id].charges.append(charge)
    return LoadedOrders(context, works, UnitFactors.load(context.items))
