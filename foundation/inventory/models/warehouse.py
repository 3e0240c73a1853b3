"""Sites and warehouses."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class Site(EntityModel):
    """A place of business with its own deliveries."""

    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=60)
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Amsterdam")

    class Meta:
        ordering = ["code"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="site_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="site_in_entity"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class WarehouseQuerySet(ScopedQuerySet):
    """Finds warehouses."""

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.select_related("site", "quarantine_warehouse")


class Warehouse(EntityModel):
    """Where stock lies."""

    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=60)
    site = models.ForeignKey(Site, models.PROTECT, related_name="warehouses", verbose_name=_("site"))
    is_quarantine = models.BooleanField(_("quarantine warehouse"), default=False)
    quarantine_warehouse = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("its quarantine warehouse")
    )
    advanced_processes = models.BooleanField(_("uses warehouse management"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    objects: ClassVar[Any] = scoped_manager(WarehouseQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="warehouse_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="warehouse_in_entity"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code
