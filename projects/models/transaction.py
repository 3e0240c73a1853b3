"""What projects used: one row per packing slip line, and one for what was taken back of it (sales.md §17)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import BooleanField, Case, F, Q, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import not_zero
from foundation.database.triggers import immutable
from foundation.fields import AmountField, QuantityField
from foundation.inventory.models import Item
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from projects.models.project import Project
from sales.models import PackingSlipCorrection, PackingSlipLine, SalesOrderLine

STANDING = F("slip_line__quantity") - F("slip_line__corrected_quantity")


class TransactionKind(models.TextChoices):
    """What a project used."""

    ITEM = "item", _("Item")


class ProjectTransactionQuerySet(ScopedQuerySet):
    """Finds what projects used."""

    def with_invoiced(self) -> Self:
        """Annotate ``invoiced``: whether invoices cover all that stands of the packing slip line."""
        covered = Q(slip_line__invoiced_quantity=STANDING) & ~Q(slip_line__invoiced_quantity=0)
        return self.annotate(invoiced=Case(When(covered, then=Value(True)), default=Value(False), output_field=BooleanField()))

    def for_list(self) -> Self:
        """What lists and pages show."""
        related = self.with_invoiced().select_related("project", "item", "order_line__order__currency", "slip_line__packing_slip")
        return related.select_related("project__customer__party")

    def of_project(self, project_id: int) -> Self:
        """Return what one project used, in the order in which it was written."""
        return self.for_list().filter(project=project_id).order_by("pk")

    def sales_by_currency(self, project_id: int) -> dict[str, Decimal]:
        """Return the sales amount of what a project used, by the currency of its orders: one query."""
        rows = self.filter(project=project_id).order_by("order_line__order__currency").values_list("order_line__order__currency")
        return {currency: amount for currency, amount in rows.annotate(amount=Sum("sales_amount"))}

    def of_slip_lines(self, slip_line_ids: Any) -> Self:
        """Return what was written when some packing slip lines were posted."""
        return self.filter(slip_line__in=slip_line_ids, correction__isnull=True)


class ProjectTransaction(EntityModel):
    """A quantity of an item that a project used: cost in accounting currency, sales amount in the order's currency.

    Below zero for what a correction of the packing slip took back.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="transactions", verbose_name=_("project"))
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=10, choices=TransactionKind.choices, default=TransactionKind.ITEM)
    order_line = models.ForeignKey(SalesOrderLine, models.PROTECT, related_name="+", verbose_name=_("order line"))
    slip_line = models.ForeignKey(
        PackingSlipLine, models.PROTECT, db_index=False, related_name="project_transactions", verbose_name=_("packing slip line")
    )
    correction = models.ForeignKey(
        PackingSlipCorrection, models.PROTECT, null=True, related_name="+", verbose_name=_("packing slip correction")
    )
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    quantity = QuantityField(_("quantity"))
    cost_amount = AmountField(_("cost"), default=0)
    sales_amount = AmountField(_("sales amount"), default=0)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(ProjectTransactionQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("project transaction")
        verbose_name_plural = _("project transactions")
        constraints = [
            models.UniqueConstraint(fields=["slip_line", "correction"], nulls_distinct=False, name="project_transaction_once"),
            not_zero("project_transaction_quantity", "quantity"),
        ]
        indexes = [models.Index(fields=["legal_entity", "-date", "-id"], name="project_transaction_by_date")]
        triggers = immutable()

    def __str__(self) -> str:
        """Return project and packing slip line."""
        return f"{self.project} / {self.slip_line}"
