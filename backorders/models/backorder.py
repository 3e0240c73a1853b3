"""Order lines that wait for goods, as lists of backorders show them (sales.md §19.2)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db.models import BigIntegerField, Case, CharField, DateField, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.database.matching import among, in_scope
from foundation.fields import QuantityField
from foundation.inventory.models import InventoryTransaction, StockStatus
from foundation.organization.scope import scoped_manager
from purchasing.models import PrimaryVendor, PurchaseOrderLine
from sales.models import SalesOrder, SalesOrderLine
from sales.models.line_conditions import SalesOrderLineQuerySet
from sales.models.line_stock import ORIGIN, free_stock, in_line_unit, quantity_in
from sales.models.order_lists import DELIVER_REMAINDER, net_of
from sales.statuses import TRAITS, DeliveryType, LineKind

OUTER_BACKORDERS = "an outer query names the lines that wait for goods"
ZERO = Value(Decimal(0))
NEEDING = (StockStatus.ON_ORDER, StockStatus.RESERVED_ORDERED)
"""Statuses of issues for which goods have to come, or to be set aside."""
HELD = (StockStatus.RESERVED_PHYSICAL, StockStatus.PICKED)
BACKORDER_TYPES = [kind for kind, traits in TRAITS.items() if traits.posts_documents and not traits.returns_goods]
PRIORITY = Coalesce("backorder_mark__priority", "order__priority")


def movements() -> Any:
    """Return the stock transactions of the entity in scope, for a subquery."""
    return in_scope(InventoryTransaction.unscoped(OUTER_BACKORDERS)).filter(item=OuterRef("item"), warehouse=OuterRef("warehouse"))


def quantity(rows: Any, total: Any, group: str = "item") -> Coalesce:
    """Return the sum over some rows of a subquery, zero for none."""
    found = rows.order_by().values(group).annotate(value=total).values("value")
    return Coalesce(Subquery(found, output_field=QuantityField()), ZERO, output_field=QuantityField())


def covering() -> Any:
    """Return the expected receipts that cover what an outer line with ``needed`` lacks, the first one first.

    Those who were promised earlier are served first, so ``needed`` counts what they lack too.
    """
    expected = movements().filter(status=StockStatus.ORDERED).exclude(origin=ORIGIN)
    until = in_scope(InventoryTransaction.unscoped(OUTER_BACKORDERS)).filter(
        item=OuterRef("item"), warehouse=OuterRef("warehouse"), status=StockStatus.ORDERED, expected_date__lte=OuterRef("expected_date")
    )
    arrived = quantity(until.exclude(origin=ORIGIN), Sum("quantity"))
    return expected.annotate(arrived=arrived).filter(arrived__gte=OuterRef("needed")).order_by("expected_date", "pk")


def purchase_of(field: str, output: Any) -> Case:
    """Return a field of the purchase line that covers an outer line; nothing where no receipt is needed or in sight."""
    rows = in_scope(PurchaseOrderLine.unscoped(OUTER_BACKORDERS)).filter(pk=OuterRef("cover_key")).values(field)
    return Case(When(needed__gt=0, then=Subquery(rows[:1])), output_field=output)


class BackorderQuerySet(SalesOrderLineQuerySet):
    """The terms of backorders as conditions on order lines."""

    def waiting(self) -> Self:
        """Lines with something left to deliver that nothing stops, of types that deliver goods; delivery lines stand for schedules."""
        orders = in_scope(SalesOrder.unscoped(OUTER_BACKORDERS)).filter(order_type__in=BACKORDER_TYPES).order_by().values("pk")
        lines = self.to_deliver().filter(order__in=orders, stopped=False, ordered_quantity__gt=0)
        return lines.exclude(kind=LineKind.COMMERCIAL)

    def for_list(self) -> Self:
        """What lists of backorders show, in the unit of the line; ``backorder_date`` is today until a filter names another day."""
        return (
            self.waiting()
            .with_remainders()
            .ship_date()
            .select_related(
                "order__customer__party",
                "order__currency",
                "order__responsible",
                "item__inventory_unit",
                "unit",
                "warehouse",
                "backorder_mark",
            )
            .annotate(
                backorder_date=Value(timezone.localdate(), DateField()),
                rank=PRIORITY,
                last_notice=F("backorder_mark__last_notice"),
                reserved=in_line_unit(quantity_in(*HELD)),
                available=in_line_unit(free_stock()),
                open_amount=net_of(DELIVER_REMAINDER),
            )
            .with_cover()
        )

    def with_cover(self) -> Self:
        """Annotate the earliest receipt that covers a line after all that was promised earlier: its date, vendor and purchase order."""
        before = Q(expected_date__lt=OuterRef("promised_ship")) | Q(expected_date=OuterRef("promised_ship"), origin_id__lte=OuterRef("pk"))
        lacking = quantity(movements().filter(before, origin=ORIGIN, status__in=NEEDING), -Sum("quantity"))
        own = in_scope(InventoryTransaction.unscoped(OUTER_BACKORDERS)).filter(origin=ORIGIN, origin_id=OuterRef("pk"), status__in=NEEDING)
        needed = Case(When(Exists(own), then=lacking - free_stock()), default=ZERO, output_field=QuantityField())
        found = self.annotate(needed=needed).annotate(
            cover_key=Subquery(covering().values("origin_id")[:1]),
            cover_date=Case(When(needed__gt=0, then=Subquery(covering().values("expected_date")[:1])), output_field=DateField()),
        )
        return found.annotate(
            cover_order=purchase_of("order", BigIntegerField()),
            cover_number=purchase_of("order__number", CharField()),
            cover_vendor=purchase_of("order__vendor__name", CharField()),
        )

    def until(self, day: date) -> Self:
        """Name the backorder date, up to which promises count."""
        return self.annotate(backorder_date=Value(day, DateField()))

    def due(self) -> Self:
        """Lines that were promised for the backorder date or earlier; of ``for_list`` only."""
        return self.filter(promised_ship__lte=F("backorder_date"))

    def coverable(self) -> Self:
        """Lines that could leave as a whole: what is open is held for them or lies free; of ``for_list`` only."""
        return self.filter(deliver_rest__lte=F("reserved") + F("available"))

    def broken(self) -> Self:
        """Lines that were confirmed for a day before today."""
        return self.filter(confirmed_ship_date__lt=timezone.localdate())

    def of_vendor(self, account: str) -> Self:
        """Lines whose item a vendor supplies as a rule, or of which something is ordered from him."""
        supplied = in_scope(PrimaryVendor.unscoped(OUTER_BACKORDERS)).filter(vendor__account__iexact=account, item=OuterRef("item"))
        ordered = in_scope(PurchaseOrderLine.unscoped(OUTER_BACKORDERS)).filter(
            order__vendor__account__iexact=account, sales_line=OuterRef("pk")
        )
        return self.filter(Exists(supplied) | Exists(ordered))

    def not_notified(self) -> Self:
        """Lines whose customer was told nothing yet."""
        return self.filter(backorder_mark__last_notice__isnull=True)

    def short(self) -> Self:
        """Lines that cannot leave as a whole now; of ``for_list`` only."""
        return self.filter(deliver_rest__gt=F("reserved") + F("available"))

    def of_line_keys(self, keys: Collection[int]) -> Self:
        """Lines by their keys."""
        return self.filter(among("pk", list(keys)))

    def chosen(self, keys: Collection[int]) -> Self:
        """Return some waiting lines, in the order in which goods are given away."""
        return self.for_list().filter(pk__in=list(keys)).order_by("rank", "promised_ship", "pk")

    def at_place(self, item_id: int, warehouse_id: int) -> Self:
        """Return the waiting lines of an item in a warehouse, by promise."""
        return self.for_list().filter(item=item_id, warehouse=warehouse_id).order_by("promised_ship", "pk")

    def reserved_orders(self, keys: Collection[int]) -> list[int]:
        """Return the orders of those of the lines of which something is reserved or picked."""
        held = in_scope(InventoryTransaction.unscoped(OUTER_BACKORDERS)).filter(origin=ORIGIN, origin_id=OuterRef("pk"), status__in=HELD)
        return self.filter(Exists(held)).order_keys(keys)

    def hanging_on(self, purchase_lines: Collection[int]) -> Self:
        """Return the waiting lines that purchase lines were ordered for, or that they cover first; direct deliveries are left out."""
        keys = list(purchase_lines)
        covered = Q(needed__gt=0, cover_key__in=keys) | Q(purchase_lines__in=keys)
        return self.for_list().exclude(delivery_type=DeliveryType.DIRECT).filter(covered).distinct().order_by("promised_ship", "pk")

    def keys_of_order(self, order_id: int) -> list[int]:
        """Return the keys of the waiting lines of an order."""
        return list(self.waiting().filter(order=order_id).order_by("pk").values_list("pk", flat=True))

    def order_keys(self, keys: Collection[int]) -> list[int]:
        """Return the orders of some lines, in their order."""
        return list(self.filter(pk__in=list(keys)).order_by("order").values_list("order", flat=True).distinct())


class Backorder(SalesOrderLine):
    """A sales order line as one that waits for goods."""

    objects: ClassVar[Any] = scoped_manager(BackorderQuerySet)

    class Meta:
        proxy = True
        verbose_name = _("backorder")
        verbose_name_plural = _("backorders")

    @property
    def open_quantity(self) -> Decimal:
        """Return what is still to deliver, in the inventory unit."""
        return self.deliver_remainder * self.inventory_factor
