"""Credit groups: customers, of any legal entity, that share one limit (customers.md §3.1)."""

from __future__ import annotations

from typing import Self

import pghistory
from django.apps import apps
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from foundation.fields import AmountField


class CreditGroupQuerySet(models.QuerySet["CreditGroup"]):
    """Finds credit groups."""

    def locked(self) -> Self:
        """Lock the rows in key order, so that two postings cannot wait for each other."""
        return self.order_by("pk").select_for_update(of=("self",), no_key=True)

    def for_list(self) -> Self:
        """What the list shows: with the number of members in all legal entities."""
        members = (
            apps.get_model("customers", "Customer")
            .unscoped("an outer query names the credit groups")
            .filter(credit_group=OuterRef("pk"))
            .order_by()
        )
        counted = members.values("credit_group").annotate(count=Count("pk")).values("count")
        return self.annotate(members=Coalesce(Subquery(counted), 0))


@pghistory.track()
class CreditGroup(models.Model):
    """Accounts whose exposures are added up against one limit; shared by all legal entities."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    limit = AmountField(_("credit limit"))
    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("currency"))

    objects = CreditGroupQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("credit group")
        verbose_name_plural = _("credit groups")
        constraints = [models.CheckConstraint(condition=models.Q(limit__gte=0), name="credit_group_limit_not_negative")]

    def __str__(self) -> str:
        """Return the code."""
        return self.code
