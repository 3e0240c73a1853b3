"""Purchase orders: what is on its way from vendors, to the warehouse or straight to a customer (sales.md §12.4)."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count, F, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import not_negative, positive
from foundation.database.matching import begins, by_folded, folded, in_scope, matching_any
from foundation.fields import PriceField, QuantityField, RateField
from foundation.inventory.models import Item, Unit, Warehouse
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from purchasing.models.vendor import Vendor
from purchasing.statuses import PurchaseStatus
from sales.models import SalesOrderLine

OUTER_PURCHASES = "an outer query names the purchase orders"
REMAINDER = F("ordered_quantity") - F("received_quantity") - F("cancelled_quantity")
DUE = Coalesce("confirmed_date", "expected_date")


class PurchaseOrderQuerySet(ScopedQuerySet):
    """Finds purchase orders."""

    def for_display(self) -> Self:
        """What pages show."""
        return self.select_related("vendor", "currency", "created_by")

    def for_list(self) -> Self:
        """What the list shows: lines, open lines, worth, and when the first open line is due."""
        lines = in_scope(PurchaseOrderLine.unscoped(OUTER_PURCHASES)).filter(order=OuterRef("pk")).order_by().values("order")
        counted = lines.annotate(all=Count("pk"), open=Count("pk", filter=Q(status=PurchaseStatus.OPEN)), worth=Sum(WORTH))
        due = lines.filter(status=PurchaseStatus.OPEN).annotate(first=Min(DUE))
        return self.for_display().annotate(
            line_count=Subquery(counted.values("all")),
            open_lines=Subquery(counted.values("open")),
            worth=Subquery(counted.values("worth")),
            first_due=Subquery(due.values("first")),
        )

    def for_detail(self) -> Self:
        """A purchase order with its lines and receipts, in a fixed number of queries."""
        return self.for_display().prefetch_related(
            "lines__item", "lines__unit", "lines__warehouse", "lines__sales_line__order", "receipts__lines__order_line"
        )

    def open(self) -> Self:
        """Purchase orders of which something is still to come."""
        return self.filter(status=PurchaseStatus.OPEN)

    def received(self) -> Self:
        """Purchase orders of which everything came."""
        return self.filter(status=PurchaseStatus.RECEIVED)

    def late(self) -> Self:
        """Purchase orders of which something should have come before today."""
        lines = in_scope(PurchaseOrderLine.unscoped(OUTER_PURCHASES)).open().due_before(timezone.localdate())
        return self.filter(pk__in=lines.order_by().values("order"))

    def matching(self, term: str) -> Self:
        """Purchase orders whose number begins with a text, or whose vendor has that account or name."""
        vendors = in_scope(Vendor.unscoped(OUTER_PURCHASES)).matching(term).order_by().values("pk")
        found: Self = matching_any(self, begins("number", term), Q(vendor__in=vendors))
        return found

    def of_sales_order(self, order_id: int) -> Self:
        """Return the purchase orders with lines for a sales order."""
        lines = in_scope(PurchaseOrderLine.unscoped(OUTER_PURCHASES)).filter(sales_line__order=order_id).order_by().values("order")
        return self.for_display().filter(pk__in=lines)

    def for_sales_number(self, number: str) -> Self:
        """Keep purchase orders with lines for the sales order of a number."""
        lines = in_scope(PurchaseOrderLine.unscoped(OUTER_PURCHASES)).filter(sales_line__order__number=number)
        return self.filter(pk__in=lines.order_by().values("order"))


class PurchaseOrder(EntityModel):
    """What is ordered from one vendor, in its currency; with a delivery address it goes straight to that address."""

    number = models.CharField(_("purchase order"), max_length=20)
    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="orders", verbose_name=_("vendor"))
    status = models.CharField(_("status"), max_length=10, choices=PurchaseStatus.choices, default=PurchaseStatus.OPEN)
    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("currency"))
    order_date = models.DateField(_("order date"))
    vendor_reference = models.CharField(_("vendor's reference"), max_length=60, blank=True, default="")
    delivery_name = models.CharField(_("delivery name"), max_length=100, blank=True, default="")
    delivery_street = models.CharField(_("street and number"), max_length=120, blank=True, default="")
    delivery_postal_code = models.CharField(_("postal code"), max_length=12, blank=True, default="")
    delivery_city = models.CharField(_("city"), max_length=60, blank=True, default="")
    delivery_country = models.CharField(_("country"), max_length=2, blank=True, default="")
    created_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("entered by"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    number_folded = folded("number")

    objects: ClassVar[Any] = scoped_manager(PurchaseOrderQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("purchase order")
        verbose_name_plural = _("purchase orders")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="purchase_order_number_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="purchase_order_in_entity"),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "status", "-id"], name="purchase_order_by_status"),
            by_folded("number", "purchase_order_number_prefix"),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class PurchaseOrderLineQuerySet(ScopedQuerySet):
    """The terms of purchasing as conditions on lines."""

    def open(self) -> Self:
        """Lines of which something is still to come."""
        return self.filter(status=PurchaseStatus.OPEN)

    def due_before(self, day: Any) -> Self:
        """Lines whose confirmed, else expected date lies before a day."""
        return self.alias(due=DUE).filter(due__lt=day)

    def late(self) -> Self:
        """Open lines that should have come before today."""
        return self.open().due_before(timezone.localdate())

    def with_remainders(self) -> Self:
        """Annotate ``rest``, what is still to come, and ``due_date``, when."""
        return self.annotate(rest=REMAINDER, due_date=DUE)

    def for_list(self) -> Self:
        """What lists and pages show of lines."""
        related = self.with_remainders().select_related("order__vendor", "order__currency", "item", "unit", "warehouse")
        return related.select_related("sales_line__order__customer__party")

    def of_order(self, order_id: int) -> Self:
        """Return the lines of one purchase order as its page shows them, by line number."""
        return self.for_list().filter(order=order_id).order_by("line_number")

    def of_sales_lines(self, line_ids: Collection[int]) -> Self:
        """Return the purchase lines for some sales order lines."""
        return self.filter(sales_line__in=list(line_ids)).select_related("order__vendor").order_by("order_id", "line_number")

    def open_direct(self, line_ids: Collection[int]) -> Self:
        """Lock the lines that still have to be delivered directly for some sales order lines, and return them."""
        found: Self = self.open().filter(sales_line__in=list(line_ids), direct_delivery=True).locked()
        return found

    def direct(self) -> Self:
        """Lines that go straight to the customer and are still to come."""
        return self.open().filter(direct_delivery=True)

    def direct_unconfirmed(self) -> Self:
        """Lines that go straight to the customer and that the vendor has not promised yet."""
        return self.direct().filter(confirmed_date=None)

    def sales_order_keys(self, order_ids: Collection[int]) -> list[int]:
        """Return the keys of the sales orders that some purchase orders supply, in their order."""
        rows = self.filter(order__in=list(order_ids), sales_line__isnull=False).order_by("sales_line__order")
        return list(rows.values_list("sales_line__order", flat=True).distinct())

    def bought_for(self, line_ids: Collection[int]) -> dict[int, tuple[Decimal, Decimal]]:
        """Return what is still to come for some sales order lines and what came in for them, in inventory units, by sales line.

        What a vendor delivered directly never came in.
        """
        rows = (
            self.filter(sales_line__in=list(line_ids))
            .order_by()
            .values("sales_line")
            .annotate(
                coming=_inventory(REMAINDER, Q(status=PurchaseStatus.OPEN)),
                arrived=_inventory(F("received_quantity"), Q(direct_delivery=False)),
            )
        )
        return {key: (coming, arrived) for key, coming, arrived in rows.values_list("sales_line", "coming", "arrived")}


def _inventory(quantity: Any, condition: Q) -> Any:
    """Return the sum of a quantity of lines in inventory units, zero for none."""
    total = Sum(quantity * F("inventory_factor"), filter=condition, output_field=QuantityField())
    return Coalesce(total, Value(Decimal(0)), output_field=QuantityField())


class PurchaseOrderLine(EntityModel):
    """One item on a purchase order, in its unit. Received and cancelled are written by ``purchasing.services.purchase_quantities`` only.

    ``sales_line`` is the sales order line that the goods are ordered for. The price is in the order's currency per unit.
    """

    order = models.ForeignKey(PurchaseOrder, models.CASCADE, related_name="lines", verbose_name=_("purchase order"))
    line_number = models.PositiveIntegerField(_("line"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    name = models.CharField(_("name"), max_length=200)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("warehouse"))
    ordered_quantity = QuantityField(_("quantity"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    inventory_factor = RateField(_("inventory units per unit"), default=1)
    received_quantity = QuantityField(_("received"), default=0)
    cancelled_quantity = QuantityField(_("cancelled"), default=0)
    status = models.CharField(_("status"), max_length=10, choices=PurchaseStatus.choices, default=PurchaseStatus.OPEN)
    expected_date = models.DateField(_("expected date"))
    confirmed_date = models.DateField(_("confirmed date"), null=True, blank=True)
    unit_price = PriceField(_("unit price"), default=0)
    sales_line = models.ForeignKey(
        SalesOrderLine, models.SET_NULL, null=True, blank=True, related_name="purchase_lines", verbose_name=_("sales order line")
    )
    direct_delivery = models.BooleanField(_("direct delivery"), default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = scoped_manager(PurchaseOrderLineQuerySet)

    class Meta:
        ordering = ["order", "line_number"]
        verbose_name = _("purchase order line")
        verbose_name_plural = _("purchase order lines")
        constraints = [
            models.UniqueConstraint(fields=["order", "line_number"], name="purchase_line_number_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="purchase_line_in_entity"),
            models.UniqueConstraint(
                fields=["sales_line"],
                condition=Q(direct_delivery=True, status=PurchaseStatus.OPEN),
                name="purchase_line_one_open_direct",
                violation_error_message=_("A vendor delivers this sales order line already."),
            ),
            positive("purchase_line_quantity", "ordered_quantity"),
            positive("purchase_line_factor", "inventory_factor"),
            not_negative("purchase_line_values", "received_quantity", "cancelled_quantity", "unit_price"),
            models.CheckConstraint(
                name="purchase_line_within_ordered",
                condition=Q(ordered_quantity__gte=F("received_quantity") + F("cancelled_quantity")),
                violation_error_message=_("No more can be received than was ordered."),
            ),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "item", "status"], name="purchase_line_by_item"),
            models.Index("legal_entity", DUE, condition=Q(status=PurchaseStatus.OPEN), name="purchase_line_open"),
        ]

    def __str__(self) -> str:
        """Return order and line number."""
        return f"{self.order} / {self.line_number}"

    @property
    def remainder(self) -> Decimal:
        """What is still to come."""
        return self.ordered_quantity - self.received_quantity - self.cancelled_quantity

    @property
    def due(self) -> Any:
        """When it comes: the confirmed date, else the expected one."""
        return self.confirmed_date or self.expected_date


WORTH: Any = F("ordered_quantity") * F("unit_price")
