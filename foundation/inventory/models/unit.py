"""Units of measure and how they convert (sales.md §2.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.fields import RateField
from foundation.organization.scope import current_entity_id


class Unit(models.Model):
    """A unit of measure, shared by all legal entities."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    names = models.JSONField(_("names per language"), default=dict)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    unece_code = models.CharField(_("UN/ECE Recommendation 20 code"), max_length=3, default="C62")

    class Meta:
        ordering = ["code"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [models.CheckConstraint(condition=models.Q(decimals__lte=4), name="unit_decimals_at_most_four")]

    def __str__(self) -> str:
        """Return the code."""
        return self.code

    @property
    def step(self) -> Decimal:
        """Return the smallest quantity of the unit: 1 for pieces, 0.001 for a kilogram with three decimals."""
        return Decimal(1).scaleb(-self.decimals)

    def name_in(self, language: str) -> str:
        """Return the name in a language, else in English, else the code."""
        return self.names.get(language) or self.names.get("en") or self.code


class UnitConversionQuerySet(models.QuerySet["UnitConversion"]):
    """Finds conversions."""

    def for_form(self) -> Self:
        """Conversions of all items, and those of items of the legal entity whose scope is open."""
        return self.filter(Q(item=None) | Q(item__legal_entity_id=current_entity_id())).select_related("item__sales_unit", "to_unit")


class UnitConversion(models.Model):
    """How many units of one kind make one of another; a conversion of an item wins over the general one."""

    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="conversions", verbose_name=_("from unit"))
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("to unit"))
    factor = RateField(_("factor"))
    item = models.ForeignKey("inventory.Item", models.CASCADE, null=True, blank=True, related_name="conversions", verbose_name=_("item"))

    objects = UnitConversionQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit conversion")
        verbose_name_plural = _("unit conversions")
        constraints = [
            models.UniqueConstraint(fields=["from_unit", "to_unit", "item"], name="unit_conversion_unique", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(factor__gt=0), name="unit_conversion_positive"),
        ]

    def __str__(self) -> str:
        """Return the conversion in words."""
        return f"1 {self.from_unit} = {self.factor.normalize():f} {self.to_unit}"
