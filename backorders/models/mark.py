"""What backorders remember of an order line: its own priority, and what its customer was told (sales.md §19.4)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.organization.scope import EntityModel
from sales.models import SalesOrderLine


class BackorderMark(EntityModel):
    """The priority of a line where it is not that of its order, and the last notice to its customer.

    ``known_ship_date`` is the day that the customer counts on: what was told last, or what stood there before it was changed.
    """

    sales_line = models.OneToOneField(SalesOrderLine, models.CASCADE, related_name="backorder_mark", verbose_name=_("sales order line"))
    priority = models.PositiveSmallIntegerField(_("priority"), null=True, blank=True)
    last_notice = models.DateField(_("last customer notice"), null=True, blank=True)
    known_ship_date = models.DateField(_("ship date that the customer counts on"), null=True, blank=True)

    class Meta:
        ordering = ["sales_line"]
        verbose_name = _("mark of a backorder")
        verbose_name_plural = _("marks of backorders")
        constraints = [
            models.CheckConstraint(
                condition=Q(priority__isnull=True) | Q(priority__gte=1, priority__lte=9), name="backorder_mark_priority_range"
            ),
        ]

    def __str__(self) -> str:
        """Return the line."""
        return f"{self.sales_line_id}"
