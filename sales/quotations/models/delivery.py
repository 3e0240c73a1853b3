"""Deliveries of a quotation line that is offered in several: when how much of it would go, and from where (sales.md §5.4, §12.6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models import DeliveryMode
from foundation.database.constraints import not_zero, positive
from foundation.fields import QuantityField
from foundation.inventory.models import Warehouse
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.models.terms import WHOLE_ADDRESS
from sales.quotations.models.quotation import QuotationLine


class QuotationDeliveryQuerySet(ScopedQuerySet):
    """Finds deliveries."""

    def of_quotations(self, quotation_ids: Iterable[int]) -> Self:
        """Return the deliveries of some quotations, by line and in their order."""
        rows = self.filter(line__quotation__in=list(quotation_ids)).select_related("line__unit", "warehouse", "delivery_mode")
        return rows.order_by("line__quotation_id", "line__line_number", "position")


class QuotationDelivery(EntityModel):
    """One delivery of a line, in the unit of the line; those of a line add up to its quantity.

    No warehouse, address or mode of delivery: that of the line.
    """

    line = models.ForeignKey(QuotationLine, models.CASCADE, related_name="deliveries", verbose_name=_("quotation line"))
    position = models.PositiveSmallIntegerField(_("delivery"))
    quantity = QuantityField(_("quantity"))
    ship_date = models.DateField(_("ship date"))
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("warehouse"))
    delivery_name = models.CharField(_("delivery name"), max_length=100, blank=True, default="", db_default="")
    delivery_street = models.CharField(_("street and number"), max_length=120, blank=True, default="", db_default="")
    delivery_postal_code = models.CharField(_("postal code"), max_length=12, blank=True, default="", db_default="")
    delivery_city = models.CharField(_("city"), max_length=60, blank=True, default="", db_default="")
    delivery_country = models.CharField(_("country"), max_length=2, blank=True, default="", db_default="")
    delivery_mode = models.ForeignKey(
        DeliveryMode, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mode of delivery")
    )

    objects: ClassVar[Any] = scoped_manager(QuotationDeliveryQuerySet)

    class Meta:
        ordering = ["line", "position"]
        verbose_name = _("delivery of a quotation line")
        verbose_name_plural = _("deliveries of quotation lines")
        constraints = [
            models.UniqueConstraint(fields=["line", "position"], name="quotation_delivery_unique"),
            positive("quotation_delivery_position", "position"),
            not_zero("quotation_delivery_quantity", "quantity"),
            models.CheckConstraint(condition=WHOLE_ADDRESS, name="quotation_delivery_whole_address"),
        ]

    def __str__(self) -> str:
        """Return line and position."""
        return f"{self.line} / {self.position}"
