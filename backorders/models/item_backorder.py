"""Stock that order lines wait for, item by item and warehouse by warehouse (sales.md §19.1)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db.models import Count, DateField, F, IntegerField, Min, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backorders.models.backorder import NEEDING, ZERO, movements, quantity
from foundation.fields import QuantityField
from foundation.inventory.models import OnHand, StockStatus
from foundation.inventory.models.on_hand import OnHandQuerySet
from foundation.organization.scope import scoped_manager
from sales.models.line_stock import ORIGIN

ISSUES = (*NEEDING, StockStatus.RESERVED_PHYSICAL, StockStatus.PICKED)


class ItemBackorderQuerySet(OnHandQuerySet):
    """The terms of backorders as conditions on stock; quantities in inventory units."""

    def for_list(self) -> Self:
        """Stock that somebody waits for or that is on its way, with what is short on the backorder date: today unless another is named."""
        moving = Q(on_order__gt=0) | Q(reserved_ordered__gt=0) | Q(reserved_physical__gt=0) | Q(picked__gt=0) | Q(ordered__gt=0)
        issues = movements().filter(origin=ORIGIN, status__in=ISSUES).order_by().values("item")
        receipts = movements().filter(status=StockStatus.ORDERED).exclude(origin=ORIGIN).order_by().values("item")
        orders = issues.annotate(count=Count("origin_number", distinct=True)).values("count")
        return (
            super()
            .for_list()
            .filter(moving)
            .annotate(
                order_count=Coalesce(Subquery(orders, output_field=IntegerField()), Value(0)),
                first_promise=Subquery(issues.annotate(first=Min("expected_date")).values("first")),
                first_receipt=Subquery(receipts.annotate(first=Min("expected_date")).values("first")),
            )
            .until(timezone.localdate())
        )

    def until(self, day: date | None) -> Self:
        """Name the backorder date, and annotate what is short of what was promised until then; without a day of all that waits."""
        rows = movements().filter(origin=ORIGIN, status__in=NEEDING)
        if day is not None:
            rows = rows.filter(expected_date__lte=day)
        found = self.annotate(backorder_date=Value(day, DateField()), needed=quantity(rows, -Sum("quantity")))
        return found.annotate(shortage=Greatest(F("needed") - F("available_quantity"), ZERO, output_field=QuantityField()))

    def short_now(self) -> Self:
        """Stock that does not suffice for what was promised until the backorder date."""
        return self.filter(shortage__gt=0)

    def waited_for(self) -> Self:
        """Stock that order lines wait for."""
        return self.filter(order_count__gt=0)

    def for_display(self) -> Self:
        """What the page of one item shows."""
        return self.for_list()

    def at(self, warehouse_code: str) -> Self:
        """Stock in the warehouse of a code."""
        return self.filter(warehouse__code__iexact=warehouse_code)


class ItemBackorder(OnHand):
    """An item in a warehouse as something that is waited for."""

    objects: ClassVar[Any] = scoped_manager(ItemBackorderQuerySet)

    class Meta:
        proxy = True
        verbose_name = _("backorder of an item")
        verbose_name_plural = _("backorders by item")

    def __str__(self) -> str:
        """Return item and warehouse."""
        return f"{self.item.number} · {self.warehouse.code}"
