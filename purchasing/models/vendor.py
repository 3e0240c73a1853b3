"""Vendors, and who supplies which item (sales.md §2.1, §12.4)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.inventory.models import Item
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager

ONE_PER_ACCOUNT = "vendor_account_unique"
"""The constraint that no two vendors of a legal entity share an account; forms and services ask nothing else."""


class VendorQuerySet(ScopedQuerySet):
    """Finds vendors."""

    def active(self) -> Self:
        """Vendors that something may be ordered from."""
        return self.filter(is_active=True)

    def matching(self, term: str) -> Self:
        """Vendors whose account begins with what was typed, or whose name has it; by account."""
        return self.filter(Q(account__istartswith=term) | Q(name__icontains=term)).order_by("account")

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.select_related("currency")


@pghistory.track()
class Vendor(EntityModel):
    """Who supplies goods to a legal entity, and the currency that is paid in."""

    account = models.CharField(_("vendor account"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    email = models.EmailField(_("e-mail"), blank=True)
    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("currency"))
    is_active = models.BooleanField(_("active"), default=True)

    objects: ClassVar[Any] = scoped_manager(VendorQuerySet)

    class Meta:
        ordering = ["account"]
        verbose_name = _("vendor")
        verbose_name_plural = _("vendors")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "account"], name=ONE_PER_ACCOUNT),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="vendor_in_entity"),
        ]

    def __str__(self) -> str:
        """Return the account."""
        return self.account


class PrimaryVendorQuerySet(ScopedQuerySet):
    """Finds who supplies items."""

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.select_related("item", "vendor")

    def by_item(self, item_ids: Collection[int]) -> dict[int, Vendor]:
        """Return the active primary vendors of some items, in one query."""
        rows = self.filter(item__in=list(item_ids), vendor__is_active=True).select_related("vendor__currency")
        return {row.item_id: row.vendor for row in rows}


@pghistory.track()
class PrimaryVendor(EntityModel):
    """The vendor that an item is ordered from unless another one is chosen."""

    item = models.OneToOneField(Item, models.CASCADE, related_name="primary_vendor", verbose_name=_("item"))
    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="items", verbose_name=_("vendor"))

    objects: ClassVar[Any] = scoped_manager(PrimaryVendorQuerySet)

    class Meta:
        ordering = ["item__number"]
        verbose_name = _("primary vendor")
        verbose_name_plural = _("primary vendors")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "id"], name="primary_vendor_in_entity")]

    def __str__(self) -> str:
        """Return item and vendor."""
        return f"{self.item} – {self.vendor}"
