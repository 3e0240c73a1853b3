"""Simulations of prices: what a quotation, or a line of it, would come to; nothing changes until one is applied (sales.md §5.6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import percentage
from foundation.fields import AmountField, PercentField, PriceField
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.quotations.models.quotation import Quotation, QuotationLine
from sales.quotations.simulation import contribution_ratio


class SimulationTarget(models.TextChoices):
    """The one figure that is changed."""

    TOTAL_DISCOUNT = "total_discount_percent", _("Total discount %")
    AMOUNT = "amount", _("Amount")
    UNIT_PRICE = "unit_price", _("Unit price")
    DISCOUNT_AMOUNT = "discount_amount", _("Discount per unit")
    DISCOUNT_PERCENT = "discount_percent", _("Discount %")
    MARGIN = "margin", _("Margin")
    RATIO = "ratio", _("Contribution ratio %")


OF_HEADER = (SimulationTarget.TOTAL_DISCOUNT, SimulationTarget.AMOUNT, SimulationTarget.MARGIN, SimulationTarget.RATIO)
OF_LINE = tuple(target for target in SimulationTarget if target != SimulationTarget.TOTAL_DISCOUNT)
NEED_COST = frozenset({SimulationTarget.MARGIN, SimulationTarget.RATIO})


class QuotationSimulationQuerySet(ScopedQuerySet):
    """Finds simulations."""

    def for_display(self) -> Self:
        """What pages show."""
        return self.select_related("quotation", "line", "created_by", "applied_by")

    def of_quotation(self, quotation_id: int) -> Self:
        """Return the simulations of one quotation, latest first."""
        return self.filter(quotation=quotation_id).for_display().order_by("-pk")


class QuotationSimulation(EntityModel):
    """One simulation; ``percent`` is the discount that gives ``amount``, both of the whole quotation or of ``line``."""

    quotation = models.ForeignKey(Quotation, models.CASCADE, related_name="simulations", verbose_name=_("quotation"))
    line = models.ForeignKey(QuotationLine, models.CASCADE, null=True, blank=True, related_name="simulations", verbose_name=_("line"))
    target = models.CharField(_("changed"), max_length=22, choices=SimulationTarget.choices)
    value = PriceField(_("to"))
    percent = PercentField(_("discount %"))
    amount = AmountField(_("amount"))
    cost = AmountField(_("cost"))
    created_by = models.ForeignKey("organization.User", models.PROTECT, related_name="+", verbose_name=_("simulated by"))
    created_at = models.DateTimeField(_("simulated at"), auto_now_add=True)
    applied_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("applied by")
    )
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)

    objects: ClassVar[Any] = scoped_manager(QuotationSimulationQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("price simulation")
        verbose_name_plural = _("price simulations")
        constraints = [
            percentage("quotation_simulation_percent", "percent"),
            models.CheckConstraint(condition=Q(applied_at=None) | Q(applied_by__isnull=False), name="quotation_simulation_applied_by"),
        ]

    def __str__(self) -> str:
        """Return what is changed to what."""
        return f"{self.get_target_display()} {self.value.normalize():f}"

    @property
    def margin(self) -> Decimal:
        """The amount less the cost."""
        return self.amount - self.cost

    @property
    def ratio(self) -> Decimal:
        """The margin in percent of the amount."""
        return contribution_ratio(self.amount, self.cost)
