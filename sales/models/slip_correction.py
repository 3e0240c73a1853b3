"""Corrections of packing slips: what was taken back, version after version (sales.md §11.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import not_zero
from foundation.database.triggers import immutable
from foundation.fields import QuantityField
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.models.packing_slip import PackingSlip, PackingSlipLine


class PackingSlipCorrectionQuerySet(ScopedQuerySet):
    """Finds corrections."""

    def of_slip(self, slip_id: int) -> Self:
        """The corrections of one slip with their lines, earliest first."""
        return self.filter(packing_slip=slip_id).select_related("posted_by").prefetch_related("lines__slip_line__item").order_by("version")


class PackingSlipCorrection(EntityModel):
    """One step back from a posted packing slip: a new version with lower quantities; version 1 is the slip itself."""

    packing_slip = models.ForeignKey(PackingSlip, models.PROTECT, related_name="corrections", verbose_name=_("packing slip"))
    version = models.PositiveSmallIntegerField(_("version"), default=2)
    date = models.DateField(_("date"))
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")
    posted_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("posted by"))
    posted_at = models.DateTimeField(_("posted at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(PackingSlipCorrectionQuerySet)

    class Meta:
        ordering = ["packing_slip", "version"]
        verbose_name = _("packing slip correction")
        verbose_name_plural = _("packing slip corrections")
        constraints = [
            models.UniqueConstraint(fields=["packing_slip", "version"], name="packing_slip_correction_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="packing_slip_correction_in_entity"),
            models.CheckConstraint(condition=models.Q(version__gte=2), name="packing_slip_correction_follows"),
        ]
        triggers = immutable()

    def __str__(self) -> str:
        """Return slip and version."""
        return f"{self.packing_slip}-{self.version}"


class PackingSlipCorrectionLine(EntityModel):
    """What one correction took back of one slip line, in the line's unit and sign, and what stays of it."""

    correction = models.ForeignKey(PackingSlipCorrection, models.PROTECT, related_name="lines", verbose_name=_("correction"))
    slip_line = models.ForeignKey(PackingSlipLine, models.PROTECT, related_name="corrections", verbose_name=_("packing slip line"))
    taken_quantity = QuantityField(_("taken back"))
    quantity = QuantityField(_("quantity"))

    class Meta:
        ordering = ["correction", "slip_line"]
        verbose_name = _("packing slip correction line")
        verbose_name_plural = _("packing slip correction lines")
        constraints = [
            models.UniqueConstraint(fields=["correction", "slip_line"], name="packing_slip_correction_line_unique"),
            not_zero("packing_slip_correction_line_taken", "taken_quantity"),
        ]
        triggers = immutable()

    def __str__(self) -> str:
        """Return correction and line."""
        return f"{self.correction} / {self.slip_line.line_number}"

    @property
    def quantity_before(self) -> Decimal:
        """What stood before this correction."""
        return self.quantity + self.taken_quantity
