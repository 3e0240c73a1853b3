"""Credit groups: customers, of any legal entity, that share one limit (customers.md §3.1)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.fields import AmountField


@pghistory.track()
class CreditGroup(models.Model):
    """Accounts whose exposures are added up against one limit; shared by all legal entities."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    limit = AmountField(_("credit limit"))
    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("currency"))

    class Meta:
        ordering = ["code"]
        verbose_name = _("credit group")
        verbose_name_plural = _("credit groups")
        constraints = [models.CheckConstraint(condition=models.Q(limit__gte=0), name="credit_group_limit_not_negative")]

    def __str__(self) -> str:
        """Return the code."""
        return self.code
