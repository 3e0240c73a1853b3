"""Make an item list of what a customer ordered (sales.md §4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Sum

from customers.models import Customer
from foundation.inventory.models import Unit
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.models import SalesOrder, SalesOrderLine
from sales.suggestions.errors import NothingBought
from sales.suggestions.models import ProductList, ProductListItem

STEP = 10


@dataclass(frozen=True, slots=True)
class ListRequest:
    """From what a list is made: the orders of the last days, or the last orders; items of which at least so much was ordered."""

    code: str
    name: str
    customer: Customer
    days: int | None = None
    orders: int | None = None
    minimum_quantity: Decimal = Decimal(0)


@transaction.atomic
def generate_list(entity: LegalEntity, request: ListRequest, user: User) -> ProductList:
    """Make the item list of a customer and return it; the quantity of an item is what an order had of it on average.

    Raises SUG-02 when nothing comes into it. A fixed number of statements.
    """
    orders = SalesOrder.of(entity).filter(customer=request.customer)
    if request.days is not None:
        orders = orders.filter(order_date__gte=entity.today() - timedelta(days=request.days))
    if request.orders is not None:
        orders = orders.filter(pk__in=list(orders.order_by("-order_date", "-pk").values_list("pk", flat=True)[: request.orders]))
    lines = SalesOrderLine.of(entity).filter(order__in=orders, ordered_quantity__gt=0, item__stopped=False, item__is_active=True)
    sums = lines.order_by().values("item", "unit").annotate(total=Sum("ordered_quantity"), times=Count("order", distinct=True))
    rows = list(sums.filter(total__gte=request.minimum_quantity).order_by("-total", "item").values_list("item", "unit", "total", "times"))
    if not rows:
        raise NothingBought(c=request.customer)
    made = ProductList(legal_entity=entity, code=request.code, name=request.name, customer=request.customer)
    made.save()
    units = Unit.objects.in_bulk()
    ProductListItem.of(entity).bulk_create(
        ProductListItem(
            legal_entity=entity,
            product_list=made,
            position=STEP * number,
            item_id=item,
            unit_id=unit,
            quantity=max(round_to_step(total / times, units[unit].step), units[unit].step),
        )
        for number, (item, unit, total, times) in enumerate(rows, start=1)
    )
    audit.record(entity, user, "created", [made])
    return made
