"""Goods that are inspected before anybody says what is done with them (sales.md §14.1, §14.4)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.inventory.models import Warehouse
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from returns.models.codes import DispositionCode
from returns.models.return_line import ReturnLine
from returns.statuses import QuarantineStatus


class QuarantineOrderQuerySet(ScopedQuerySet):
    """Finds quarantine orders."""

    def for_list(self) -> Self:
        """What lists and pages show."""
        return self.select_related(
            "line__return_order__order__customer__party",
            "line__order_line__item",
            "line__order_line__unit",
            "quarantine_warehouse",
            "warehouse",
            "disposition",
            "inspector",
        )

    def of_return(self, return_id: int) -> Self:
        """Return the quarantine orders of a return."""
        return self.for_list().filter(line__return_order=return_id).order_by("pk")

    def started(self) -> Self:
        """Goods that are being inspected."""
        return self.filter(status=QuarantineStatus.STARTED)

    def finished(self) -> Self:
        """Goods that were inspected and go the way of any arrival."""
        return self.filter(status=QuarantineStatus.FINISHED)

    def ended(self) -> Self:
        """Goods that somebody decided about."""
        return self.filter(status=QuarantineStatus.ENDED)


class QuarantineOrder(EntityModel):
    """The inspection of what arrived of one return line, in its quantity; ``warehouse`` is where the goods go afterwards."""

    number = models.CharField(_("quarantine order"), max_length=20)
    line = models.ForeignKey(ReturnLine, models.CASCADE, related_name="quarantine_orders", verbose_name=_("return line"))
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="+", verbose_name=_("warehouse"))
    quarantine_warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="+", verbose_name=_("quarantine warehouse"))
    status = models.CharField(_("status"), max_length=10, choices=QuarantineStatus.choices, default=QuarantineStatus.STARTED)
    disposition = models.ForeignKey(
        DispositionCode, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("disposition code")
    )
    note = models.CharField(_("inspector's note"), max_length=500, blank=True, default="")
    inspector = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("inspector"))
    started_on = models.DateField(_("in quarantine since"))

    objects: ClassVar[Any] = scoped_manager(QuarantineOrderQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("quarantine order")
        verbose_name_plural = _("quarantine orders")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="quarantine_order_number_unique"),
            models.UniqueConstraint(fields=["line"], condition=Q(status=QuarantineStatus.STARTED), name="quarantine_order_one_started"),
            models.CheckConstraint(
                condition=~Q(status=QuarantineStatus.ENDED) | Q(disposition__isnull=False), name="quarantine_order_ended_decided"
            ),
        ]
        indexes = [models.Index(fields=["legal_entity", "status", "id"], name="quarantine_order_by_status")]

    def __str__(self) -> str:
        """Return the number."""
        return self.number
