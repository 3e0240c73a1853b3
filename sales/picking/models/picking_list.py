"""Picking lists: what is to be taken from the shelves of one warehouse, and what was (sales.md §11.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from foundation.database.constraints import not_negative, positive
from foundation.database.matching import begins, by_folded, folded, in_scope, matching_any
from foundation.database.set_update import update_from_values
from foundation.database.triggers import immutable
from foundation.documents.document_types import DocumentType
from foundation.documents.models import Output
from foundation.fields import QuantityField
from foundation.inventory.models import Item, Warehouse
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.models import SalesOrder, SalesOrderLine
from sales.picking.statuses import PickingStatus

OUTER_LISTS = "an outer query names the picking lists"


class PickingListQuerySet(ScopedQuerySet):
    """Finds picking lists."""

    def picking_for(self, order_number: str) -> Self:
        """Lists that pick lines of an order, by its number."""
        lines = in_scope(PickingListLine.unscoped(OUTER_LISTS)).filter(order_line__order__number=order_number)
        return self.filter(pk__in=lines.order_by().values("picking_list"))

    def for_display(self) -> Self:
        """What lists and pages show."""
        return self.select_related("order__customer__party", "warehouse", "posted_by")

    def for_list(self) -> Self:
        """What the list shows: ``line_count`` counts all lines, ``open_lines`` those with something left to pick, ``printed_at``
        when it was printed or mailed last."""
        lines = in_scope(PickingListLine.unscoped(OUTER_LISTS)).filter(picking_list=OuterRef("pk")).order_by()
        counted = lines.values("picking_list").annotate(all=Count("pk"), open=Count("pk", filter=~DONE))
        return self.for_display().annotate(
            line_count=Subquery(counted.values("all")),
            open_lines=Subquery(counted.values("open")),
            printed_at=Subquery(in_scope(Output.unscoped(OUTER_LISTS)).when_delivered(DocumentType.PICKING_LIST)),
        )

    def for_print(self) -> Self:
        """What the paper needs."""
        related = self.select_related("legal_entity", "warehouse", "order__customer__group")
        return related.prefetch_related("lines__item", "lines__order_line__order__customer__party")

    def for_detail(self) -> Self:
        """A picking list with its lines, in a fixed number of queries."""
        return self.for_display().prefetch_related("lines__order_line__order", "lines__item")

    def activated(self) -> Self:
        """Lists with something left to pick."""
        return self.filter(status=PickingStatus.ACTIVATED)

    def completed(self) -> Self:
        """Lists of which everything was picked or given back."""
        return self.filter(status=PickingStatus.COMPLETED)

    def cancelled(self) -> Self:
        """Lists that were given up."""
        return self.filter(status=PickingStatus.CANCELLED)

    def standing(self) -> Self:
        """Lists that nobody cancelled."""
        return self.exclude(status=PickingStatus.CANCELLED)

    def of_orders(self, order_ids: Collection[int]) -> Self:
        """Return the lists with lines of some orders, latest first."""
        lines = in_scope(PickingListLine.unscoped(OUTER_LISTS)).filter(order_line__order__in=order_ids)
        return self.for_list().filter(Exists(lines.filter(picking_list=OuterRef("pk"))))

    def orders_with_one(self, order_ids: Collection[int]) -> set[int]:
        """Return those of some orders that a standing list picks for."""
        lines = in_scope(PickingListLine.unscoped(OUTER_LISTS)).filter(picking_list__in=self.standing(), order_line__order__in=order_ids)
        return set(lines.values_list("order_line__order", flat=True))

    def matching(self, term: str) -> Self:
        """Lists whose number or order begins with a text, or whose customer has that account or those words in its name."""
        customers = in_scope(Customer.unscoped(OUTER_LISTS)).found_by(term)
        orders = in_scope(SalesOrder.unscoped(OUTER_LISTS)).filter(begins("number", term)).values("pk")
        found: Self = matching_any(self, begins("number", term), Q(order__in=orders), Q(order__customer__in=customers))
        return found


class PickingList(EntityModel):
    """What one person picks on one round through a warehouse; ``order`` is the first order on it.

    Its lines stay as they were posted, but for what was picked and what went back to the order.
    """

    number = models.CharField(_("picking list"), max_length=20)
    number_folded = folded("number")
    order = models.ForeignKey(SalesOrder, models.PROTECT, related_name="picking_lists", verbose_name=_("sales order"))
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="+", verbose_name=_("warehouse"))
    date = models.DateField(_("date"))
    status = models.CharField(_("status"), max_length=10, choices=PickingStatus.choices, default=PickingStatus.ACTIVATED)
    language = models.CharField(_("language"), max_length=5)
    header = models.JSONField(_("as printed"), default=dict)
    posted_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("posted by"))
    posted_at = models.DateTimeField(_("posted at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(PickingListQuerySet)

    class Meta:
        ordering = ["-date", "-id"]
        verbose_name = _("picking list")
        verbose_name_plural = _("picking lists")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="picking_list_number_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="picking_list_in_entity"),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "-date", "-id"], name="picking_list_by_date"),
            models.Index(fields=["legal_entity", "-date"], condition=Q(status=PickingStatus.ACTIVATED), name="picking_list_active"),
            by_folded("number", "picking_list_number_prefix"),
        ]
        triggers = immutable(mutable=("status", "number_folded"))

    def __str__(self) -> str:
        """Return the number."""
        return self.number


DONE = Q(quantity=F("picked_quantity") + F("ended_quantity"))


class PickingListLineQuerySet(ScopedQuerySet):
    """Finds what is to be picked."""

    def to_pick(self) -> Self:
        """Lines of active lists with something left to pick."""
        return self.filter(picking_list__status=PickingStatus.ACTIVATED).exclude(DONE)

    def open_by_line(self, line_ids: Collection[int]) -> dict[int, Decimal]:
        """Return what active lists still ask for, by order line."""
        found: dict[int, Decimal] = defaultdict(Decimal)
        for line in self.to_pick().filter(order_line__in=line_ids):
            found[line.order_line_id] += line.open_quantity
        return found

    def save_moved(self, rows: Collection[PickingListLine]) -> None:
        """Write what was picked and ended of lines that are locked, in one statement."""
        update_from_values(
            PickingListLine, ("picked_quantity", "ended_quantity"), [(row.pk, row.picked_quantity, row.ended_quantity) for row in rows]
        )

    def of_list(self, list_id: int) -> Self:
        """Return the lines of one list with their orders, by line number."""
        return self.filter(picking_list=list_id).select_related("item", "order_line__order").order_by("line_number")


class PickingListLine(EntityModel):
    """A quantity of an order line to pick, in the line's unit; only ``picked_quantity`` and ``ended_quantity`` move.

    ``ended_quantity`` went back to the order without being picked.
    """

    picking_list = models.ForeignKey(PickingList, models.PROTECT, db_index=False, related_name="lines", verbose_name=_("picking list"))
    order_line = models.ForeignKey(SalesOrderLine, models.PROTECT, related_name="picking_list_lines", verbose_name=_("order line"))
    line_number = models.PositiveIntegerField(_("line"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    name = models.CharField(_("name"), max_length=200)
    quantity = QuantityField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=10)
    picked_quantity = QuantityField(_("picked"), default=0)
    ended_quantity = QuantityField(_("given back"), default=0)

    objects: ClassVar[Any] = scoped_manager(PickingListLineQuerySet)

    class Meta:
        ordering = ["picking_list", "line_number"]
        verbose_name = _("picking list line")
        verbose_name_plural = _("picking list lines")
        constraints = [
            models.UniqueConstraint(fields=["picking_list", "line_number"], name="picking_list_line_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="picking_list_line_in_entity"),
            positive("picking_list_line_quantity", "quantity"),
            not_negative("picking_list_line_not_negative", "picked_quantity", "ended_quantity"),
            models.CheckConstraint(
                name="picking_list_line_within",
                condition=Q(quantity__gte=F("picked_quantity") + F("ended_quantity")),
                violation_error_message=_("No more can be picked than the list asks for."),
            ),
        ]
        triggers = immutable(mutable=("picked_quantity", "ended_quantity"))

    def __str__(self) -> str:
        """Return list and line."""
        return f"{self.picking_list} / {self.line_number}"

    @property
    def open_quantity(self) -> Decimal:
        """What is still to be picked."""
        return self.quantity - self.picked_quantity - self.ended_quantity
