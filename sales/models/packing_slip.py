"""Packing slips: what left the warehouse, when, for whom (sales.md §11.4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from foundation.database.constraints import positive, same_sign
from foundation.database.matching import begins, by_folded, folded, in_scope, matching_any
from foundation.database.triggers import immutable, only_grows
from foundation.documents.document_types import DocumentType
from foundation.documents.models import Output
from foundation.fields import AmountField, QuantityField
from foundation.inventory.models import Item, Warehouse
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.models.order import SalesOrder, SalesOrderLine
from sales.models.reason import ReasonCode
from sales.statuses import SlipStatus

OUTER_SLIPS = "an outer query names the slips"
FULLY_INVOICED = Q(quantity=F("invoiced_quantity") + F("corrected_quantity"))


class PackingSlipQuerySet(ScopedQuerySet):
    """Finds packing slips."""

    def to_invoice(self) -> Self:
        """Slips with a quantity that no invoice covers yet."""
        lines = in_scope(PackingSlipLine.unscoped(OUTER_SLIPS)).to_invoice()
        return self.filter(Exists(lines.filter(packing_slip=OuterRef("pk"))))

    def delivering(self, order_number: str) -> Self:
        """Slips that deliver lines of an order, by its number."""
        lines = in_scope(PackingSlipLine.unscoped(OUTER_SLIPS)).filter(order_line__order__number=order_number)
        return self.filter(pk__in=lines.order_by().values("packing_slip"))

    def latest_date(self, order_ids: Collection[int]) -> date | None:
        """Return the date of the latest of these slips that delivers lines of some orders."""
        found: date | None = self.filter(lines__order_line__order__in=order_ids).aggregate(latest=Max("date"))["latest"]
        return found

    def up_to(self, day: date) -> Self:
        """Slips dated on or before a day."""
        return self.filter(date__lte=day)

    def for_orders(self, order_ids: Collection[int]) -> list[int]:
        """Return the keys of the slips that deliver lines of some orders."""
        return list(self.keys_delivering(order_ids))

    def keys_delivering(self, order_ids: Collection[int]) -> Any:
        """Ask for the keys of the slips that deliver lines of some orders, when it is read."""
        return self.filter(lines__order_line__order__in=order_ids).order_by("pk").values_list("pk", flat=True).distinct()

    def for_display(self) -> Self:
        """What lists and pages show."""
        return self.select_related("order", "customer__party", "invoice_account__party", "warehouse", "delivery_reason", "posted_by")

    def for_print(self) -> Self:
        """What the paper needs."""
        related = self.select_related("legal_entity", "customer__group", "warehouse")
        return related.prefetch_related("lines__item", "lines__order_line__order")

    def for_list(self) -> Self:
        """What the list shows: ``open_lines`` counts the lines with something left to invoice, ``line_count`` all, ``printed_at``
        when the slip was printed or mailed last."""
        lines = in_scope(PackingSlipLine.unscoped(OUTER_SLIPS)).filter(packing_slip=OuterRef("pk")).order_by()
        counted = lines.values("packing_slip").annotate(all=Count("pk"), open=Count("pk", filter=~FULLY_INVOICED))
        return self.for_display().annotate(
            line_count=Subquery(counted.values("all")),
            open_lines=Subquery(counted.values("open")),
            printed_at=Subquery(in_scope(Output.unscoped(OUTER_SLIPS)).when_delivered(DocumentType.PACKING_SLIP)),
        )

    def invoiced(self) -> Self:
        """Slips that invoices cover as a whole."""
        lines = in_scope(PackingSlipLine.unscoped(OUTER_SLIPS)).to_invoice()
        return self.standing().filter(~Exists(lines.filter(packing_slip=OuterRef("pk"))))

    def standing(self) -> Self:
        """Slips that nobody cancelled."""
        return self.exclude(status=SlipStatus.CANCELLED)

    def taken_back(self) -> Self:
        """Slips that were corrected or cancelled."""
        return self.exclude(status=SlipStatus.POSTED)

    def orders_with_one(self, order_ids: Collection[int]) -> set[int]:
        """Return those of some orders that a standing slip delivers."""
        lines = in_scope(PackingSlipLine.unscoped(OUTER_SLIPS)).filter(packing_slip__in=self.standing(), order_line__order__in=order_ids)
        return set(lines.values_list("order_line__order", flat=True))

    def of_order(self, order_id: int) -> Self:
        """Return the slips with lines of one order, latest first."""
        lines = in_scope(PackingSlipLine.unscoped(OUTER_SLIPS)).filter(order_line__order=order_id)
        return self.for_list().filter(Exists(lines.filter(packing_slip=OuterRef("pk"))))

    def matching(self, term: str) -> Self:
        """Slips whose number or order begins with a text, or whose customer has that account or those words in its name."""
        customers = in_scope(Customer.unscoped(OUTER_SLIPS)).found_by(term)
        orders = in_scope(SalesOrder.unscoped(OUTER_SLIPS)).filter(begins("number", term)).values("pk")
        found: Self = matching_any(self, begins("number", term), Q(order__in=orders), Q(customer__in=customers))
        return found

    def for_detail(self) -> Self:
        """A packing slip with its lines, in a fixed number of queries."""
        return self.for_display().prefetch_related("lines__order_line__order", "lines__item", "corrections__lines__slip_line")


class PackingSlip(EntityModel):
    """One delivery as it left; names and addresses as printed. ``order`` is the first order on it.

    ``status`` and ``version`` tell whether it was corrected or cancelled; what was taken back stands in ``PackingSlipCorrection``.
    """

    number = models.CharField(_("packing slip"), max_length=20)
    number_folded = folded("number")
    order = models.ForeignKey(SalesOrder, models.PROTECT, related_name="packing_slips", verbose_name=_("sales order"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="packing_slips", verbose_name=_("customer"))
    invoice_account = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("invoice account"))
    date = models.DateField(_("delivery date"))
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, null=True, related_name="+", verbose_name=_("warehouse"))
    language = models.CharField(_("language"), max_length=5)
    header = models.JSONField(_("as printed"), default=dict)
    status = models.CharField(_("status"), max_length=10, choices=SlipStatus.choices, default=SlipStatus.POSTED)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    external_reference = models.CharField(_("external reference"), max_length=60, blank=True, default="")
    delivery_reason = models.ForeignKey(
        ReasonCode, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("delivery reason")
    )
    posted_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("posted by"))
    posted_at = models.DateTimeField(_("posted at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(PackingSlipQuerySet)

    class Meta:
        ordering = ["-date", "-id"]
        verbose_name = _("packing slip")
        verbose_name_plural = _("packing slips")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="packing_slip_number_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="packing_slip_in_entity"),
            positive("packing_slip_version", "version"),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "-date", "-id"], name="packing_slip_by_date"),
            by_folded("number", "packing_slip_number_prefix"),
        ]
        triggers = [*immutable(mutable=("status", "version", "number_folded")), only_grows("version")]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class PackingSlipLineQuerySet(ScopedQuerySet):
    """Finds delivered quantities."""

    def to_invoice(self) -> Self:
        """Slip lines not fully invoiced, of what customers are billed for."""
        return self.filter(order_line__billable=True).exclude(FULLY_INVOICED)

    def keys_by_number(self, slips: Collection[str]) -> dict[tuple[str, int], int]:
        """Return the keys of the lines of some slips by slip number and line number."""
        rows = self.filter(packing_slip__number__in=slips).values_list("packing_slip__number", "line_number", "pk")
        return {(slip, line): key for slip, line, key in rows}

    def order_keys(self, slip_ids: Collection[int]) -> list[int]:
        """Return the keys of the orders that some slips deliver."""
        lines = self.filter(packing_slip__in=slip_ids).order_by("order_line__order")
        return list(lines.values_list("order_line__order", flat=True).distinct())

    def for_preview(self) -> Self:
        """Slip lines with what a posting dialog names them by."""
        return self.select_related("order_line", "packing_slip").order_by("packing_slip__number", "line_number")

    def of_slip(self, slip_id: int) -> Self:
        """Return the lines of one slip with their orders, by line number."""
        return self.filter(packing_slip=slip_id).select_related("item", "order_line__order").order_by("line_number")


class PackingSlipLine(EntityModel):
    """A delivered quantity of an order line, as it left.

    Only ``invoiced_quantity`` and ``corrected_quantity``, which was taken back, move, and together never past the quantity
    (REL-8).
    """

    packing_slip = models.ForeignKey(PackingSlip, models.PROTECT, db_index=False, related_name="lines", verbose_name=_("packing slip"))
    order_line = models.ForeignKey(SalesOrderLine, models.PROTECT, related_name="packing_slip_lines", verbose_name=_("order line"))
    line_number = models.PositiveIntegerField(_("line"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    name = models.CharField(_("name"), max_length=200)
    quantity = QuantityField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=10)
    inventory_quantity = QuantityField(_("quantity in inventory units"))
    remaining_quantity = QuantityField(_("remaining"), default=0)
    cost_amount = AmountField(_("cost"), default=0)
    invoiced_quantity = QuantityField(_("invoiced"), default=0)
    corrected_quantity = QuantityField(_("taken back"), default=0)

    objects: ClassVar[Any] = scoped_manager(PackingSlipLineQuerySet)

    class Meta:
        ordering = ["packing_slip", "line_number"]
        verbose_name = _("packing slip line")
        verbose_name_plural = _("packing slip lines")
        constraints = [
            models.UniqueConstraint(fields=["packing_slip", "line_number"], name="packing_slip_line_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="packing_slip_line_in_entity"),
            models.CheckConstraint(
                name="packing_slip_line_invoiced_within",
                condition=Q(quantity__gt=0, invoiced_quantity__gte=0, invoiced_quantity__lte=F("quantity") - F("corrected_quantity"))
                | Q(quantity__lt=0, invoiced_quantity__lte=0, invoiced_quantity__gte=F("quantity") - F("corrected_quantity")),
                violation_error_message=_("No more can be invoiced than this packing slip delivered."),
            ),
            same_sign("packing_slip_line_inventory", "quantity", "inventory_quantity"),
            same_sign("packing_slip_line_corrected", "quantity", "corrected_quantity"),
            same_sign("packing_slip_line_remaining", "quantity", "remaining_quantity"),
        ]
        indexes = [
            models.Index(fields=["order_line"], condition=~FULLY_INVOICED, name="packing_slip_line_open"),
        ]
        triggers = immutable(mutable=("invoiced_quantity", "corrected_quantity"))

    def __str__(self) -> str:
        """Return slip and line."""
        return f"{self.packing_slip} / {self.line_number}"

    @property
    def standing_quantity(self) -> Decimal:
        """What counts as delivered: the quantity that left less what was taken back."""
        return self.quantity - self.corrected_quantity

    @property
    def open_quantity(self) -> Decimal:
        """What no invoice covers yet."""
        return self.standing_quantity - self.invoiced_quantity
