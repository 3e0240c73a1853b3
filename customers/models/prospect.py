"""Prospects: those who may become customers, to whom quotations can be made already (sales.md §5.2; marketing builds on them)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.buyers import ProspectKey
from customers.models.customer import Customer
from customers.models.customer_group import CustomerGroup
from customers.models.party import Party
from foundation.database.matching import among, begins, by_folded, folded, matching_any
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class ProspectStatus(models.TextChoices):
    """Whether the prospect is a customer by now."""

    OPEN = "open", _("Open")
    CONVERTED = "converted", _("Converted")


class ProspectQuerySet(ScopedQuerySet):
    """Finds prospects."""

    def open(self) -> Self:
        """Prospects that are no customers yet."""
        return self.filter(status=ProspectStatus.OPEN)

    def converted(self) -> Self:
        """Prospects that became customers."""
        return self.filter(status=ProspectStatus.CONVERTED)

    def for_display(self) -> Self:
        """What lists and pages show."""
        return self.select_related("party", "group", "currency", "customer__party", "legal_entity").prefetch_related(
            "party__addresses", "party__electronic_addresses"
        )

    def stand_ins(self, keys: Iterable[ProspectKey]) -> dict[ProspectKey, Customer]:
        """Return the customers that prospects would be, never saved, for which their quotations are calculated."""
        rows = self.filter(pk__in=[key.prospect_id for key in keys])
        relations = ("party", "group__sales_tax_group", "group__payment_terms", "currency", "legal_entity")
        return {known.key: known.as_customer() for known in rows.select_related(*relations)}

    def matching(self, term: str) -> Self:
        """Prospects whose account begins with a text, or whose party has those words in its name."""
        parties = Party.objects.filter(name__icontains=term)
        found: Self = matching_any(self, begins("account", term), among("party", parties))
        return found


class Prospect(EntityModel):
    """A party that may become a customer, with what a quotation to it needs: currency, language, and the group it would belong to."""

    account = models.CharField(_("prospect"), max_length=20)
    account_folded = folded("account")
    party = models.ForeignKey(Party, models.PROTECT, related_name="prospects", verbose_name=_("party"))
    status = models.CharField(_("status"), max_length=10, choices=ProspectStatus.choices, default=ProspectStatus.OPEN)
    group = models.ForeignKey(CustomerGroup, models.PROTECT, related_name="+", verbose_name=_("customer group"))
    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("currency"))
    language = models.CharField(_("language"), max_length=5, blank=True)
    contact_name = models.CharField(_("contact"), max_length=100, blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("customer"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = scoped_manager(ProspectQuerySet)

    class Meta:
        ordering = ["account"]
        verbose_name = _("prospect")
        verbose_name_plural = _("prospects")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "account"], name="prospect_account_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="prospect_in_entity"),
            models.CheckConstraint(
                condition=Q(status=ProspectStatus.OPEN, customer=None) | Q(status=ProspectStatus.CONVERTED, customer__isnull=False),
                name="prospect_converted_to_customer",
            ),
        ]
        indexes = [by_folded("account", "prospect_account_prefix")]

    def __str__(self) -> str:
        """Return the account."""
        return self.account

    @property
    def key(self) -> ProspectKey:
        """Return the key under which documents name it."""
        return ProspectKey(self.pk)

    def as_customer(self) -> Customer:
        """Return the customer that the prospect would be, with the terms of its group.

        It is never saved. Its own key is one that no customer has, so that nothing agreed with customers is found for it;
        who wants to know whether it is a prospect asks ``stands_for``.
        """
        found = Customer(
            pk=-self.pk,
            legal_entity=self.legal_entity,
            account=self.account,
            party=self.party,
            group=self.group,
            currency=self.currency,
            language=self.language,
            payment_terms=self.group.payment_terms,
            sales_tax_group=self.group.sales_tax_group,
        )
        found.stands_for = self.key
        return found

    @property
    def name(self) -> str:
        """Return the party's name."""
        return self.party.name
