"""Groups of customers: for defaults and posting, and for trade agreements."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.ledger.models import SalesTaxGroup, TermsOfPayment
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class CustomerGroupQuerySet(ScopedQuerySet):
    """Finds customer groups."""

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.select_related("payment_terms", "posting_profile", "sales_tax_group")


@pghistory.track()
class CustomerGroup(EntityModel):
    """Customers that start with the same terms and are booked alike; its defaults fill empty fields at creation."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    number_reference = models.CharField(_("number sequence"), max_length=40, blank=True)
    payment_terms = models.ForeignKey(
        TermsOfPayment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("terms of payment")
    )
    posting_profile = models.ForeignKey(
        "customers.CustomerPostingProfile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("posting profile")
    )
    sales_tax_group = models.ForeignKey(
        SalesTaxGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sales tax group")
    )

    objects: ClassVar[Any] = scoped_manager(CustomerGroupQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("customer group")
        verbose_name_plural = _("customer groups")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "code"], name="customer_group_unique")]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class CustomerDiscountGroup(EntityModel):
    """Customers that trade agreements name together."""

    class Kind(models.TextChoices):
        """Which kind of agreement the group is for."""

        PRICE = "price", _("Price")
        LINE = "line", _("Line discount")
        MULTILINE = "multiline", _("Multiline discount")
        TOTAL = "total", _("Total discount")
        CHARGE = "charge", _("Charges")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ["kind", "code"]
        verbose_name = _("customer discount group")
        verbose_name_plural = _("customer discount groups")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "kind", "code"], name="customer_discount_group_unique")]

    def __str__(self) -> str:
        """Return the code."""
        return self.code
