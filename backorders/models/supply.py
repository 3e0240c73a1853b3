"""Purchase order lines that vendors still owe, and who waits for them (sales.md §19.3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, Count, DateField, Exists, F, IntegerField, Min, OuterRef, Q, Subquery, Sum, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backorders.models.backorder import NEEDING, OUTER_BACKORDERS, PRIORITY, ZERO, movements, quantity
from foundation.database.matching import among, in_scope
from foundation.fields import QuantityField
from foundation.organization.scope import scoped_manager
from purchasing.models import PurchaseOrderLine
from purchasing.models.purchase_order import PurchaseOrderLineQuerySet
from sales.models import SalesOrderLine
from sales.models.line_stock import ORIGIN
from sales.models.order_lists import DELIVER_REMAINDER


class SupplyBackorderQuerySet(PurchaseOrderLineQuerySet):
    """The terms of backorders as conditions on purchase order lines."""

    def for_list(self) -> Self:
        """Open lines with the sales lines that wait for their goods; ``waiting_quantity`` is in inventory units.

        Goods that go straight to a customer are waited for by the one line that they were ordered for.
        """
        needing = movements().filter(origin=ORIGIN, status__in=NEEDING)
        waiting = needing.order_by().values("item")
        own = in_scope(SalesOrderLine.unscoped(OUTER_BACKORDERS)).filter(pk=OuterRef("sales_line")).order_by()
        counted = Subquery(waiting.annotate(value=Count("origin_id", distinct=True)).values("value"), output_field=IntegerField())
        earliest = Subquery(waiting.annotate(value=Min("expected_date")).values("value"), output_field=DateField())
        direct_quantity = own.annotate(value=DELIVER_REMAINDER * F("inventory_factor")).values("value")
        direct_promise = own.annotate(value=Coalesce("confirmed_ship_date", "requested_ship_date")).values("value")
        return (
            super()
            .for_list()
            .open()
            .annotate(
                backorder_date=Value(timezone.localdate(), DateField()),
                waiting_count=Case(When(direct_delivery=True, then=Value(1)), default=Coalesce(counted, Value(0))),
                waiting_quantity=Case(
                    When(direct_delivery=True, then=Coalesce(Subquery(direct_quantity, output_field=QuantityField()), ZERO)),
                    default=quantity(needing, -Sum("quantity")),
                    output_field=QuantityField(),
                ),
                earliest_promise=Case(When(direct_delivery=True, then=Subquery(direct_promise)), default=earliest),
                waiting_customers=self._customers(),
            )
        )

    def _customers(self) -> Case:
        """Return the names of the customers who wait for the goods of an outer purchase line."""
        lines = in_scope(SalesOrderLine.unscoped(OUTER_BACKORDERS))
        names = StringAgg(Cast("order__customer__party__name", TextField()), delimiter=", ", distinct=True)
        waiting = lines.filter(item=OuterRef("item"), warehouse=OuterRef("warehouse"), pk__in=needing_keys())
        of_item = waiting.order_by().values("item").annotate(value=names).values("value")
        direct = lines.filter(pk=OuterRef("sales_line")).order_by().values("order__customer__party__name")
        return Case(
            When(direct_delivery=True, then=Subquery(direct)), default=Coalesce(Subquery(of_item), Value("")), output_field=TextField()
        )

    def until(self, day: date) -> Self:
        """Name the backorder date, up to which expected receipts count."""
        return self.annotate(backorder_date=Value(day, DateField()))

    def due(self) -> Self:
        """Lines that vendors owe until the backorder date; of ``for_list`` only."""
        return self.filter(due_date__lte=F("backorder_date"))

    def waited_for(self) -> Self:
        """Lines whose goods somebody waits for; of ``for_list`` only."""
        return self.filter(waiting_count__gt=0)

    def waited_for_by(self, condition: Q) -> Self:
        """Lines whose goods an order line waits for that meets a condition; ``rank`` is its priority."""
        lines = in_scope(SalesOrderLine.unscoped(OUTER_BACKORDERS)).annotate(rank=PRIORITY).filter(condition)
        shared = lines.filter(item=OuterRef("item"), warehouse=OuterRef("warehouse"), pk__in=needing_keys())
        own = Q(Exists(lines.filter(pk=OuterRef("sales_line"))), direct_delivery=True)
        return self.filter(own | Q(Exists(shared), direct_delivery=False))

    def of_line_keys(self, keys: Collection[int]) -> Self:
        """Lines by their keys."""
        return self.filter(among("pk", list(keys)))

    def chosen(self, keys: Collection[int]) -> Self:
        """Return some open lines by order."""
        return self.for_list().filter(pk__in=list(keys)).order_by("order", "line_number")

    def keys_by_number(self, order_ids: Collection[int]) -> dict[tuple[str, int], int]:
        """Return the keys of the lines of some purchase orders by order number and line number."""
        rows = self.filter(order__in=list(order_ids)).values_list("order__number", "line_number", "pk")
        return {(order, line): key for order, line, key in rows}

    def at_place(self, item_id: int, warehouse_id: int) -> Self:
        """Return the lines that bring an item into a warehouse, by date."""
        found = PurchaseOrderLineQuerySet.for_list(self).open()
        return found.filter(item=item_id, warehouse=warehouse_id, direct_delivery=False).order_by("due_date", "pk")


def needing_keys() -> Any:
    """Return the keys of the order lines that lack goods, at the place of the query around."""
    return movements().filter(origin=ORIGIN, status__in=NEEDING).order_by().values("origin_id")


class SupplyBackorder(PurchaseOrderLine):
    """A purchase order line as something that a vendor still owes."""

    objects: ClassVar[Any] = scoped_manager(SupplyBackorderQuerySet)

    class Meta:
        proxy = True
        verbose_name = _("backorder of a vendor")
        verbose_name_plural = _("backorders by vendor")
