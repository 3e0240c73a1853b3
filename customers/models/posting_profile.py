"""Posting profiles: which summary account a customer's balance is booked on (customers.md §2.4)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.ledger.models import MainAccount, Relation
from foundation.organization.scope import EntityModel


@pghistory.track()
class CustomerPostingProfile(EntityModel):
    """A set of rules from customer to summary account; one profile per entity is the default."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    is_default = models.BooleanField(_("default"), default=False)
    for_prepayment = models.BooleanField(_("for prepayments"), default=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("customer posting profile")
        verbose_name_plural = _("customer posting profiles")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="posting_profile_unique"),
            models.UniqueConstraint(fields=["legal_entity"], condition=models.Q(is_default=True), name="posting_profile_one_default"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


@pghistory.track()
class CustomerPostingProfileLine(EntityModel):
    """One rule of a posting profile: the line for the customer beats the group's, the group's beats the one for all."""

    profile = models.ForeignKey(CustomerPostingProfile, models.CASCADE, related_name="lines")
    relation = models.CharField(_("relation"), max_length=5, choices=Relation.choices)
    key = models.CharField(_("customer or group"), max_length=20, blank=True, default="")
    summary_account = models.ForeignKey(MainAccount, models.PROTECT, related_name="+", verbose_name=_("summary account"))
    settlement = models.BooleanField(_("automatic settlement"), default=True)

    class Meta:
        verbose_name = _("posting profile line")
        verbose_name_plural = _("posting profile lines")
        constraints = [models.UniqueConstraint(fields=["profile", "relation", "key"], name="posting_profile_line_unique")]

    def __str__(self) -> str:
        """Return relation and account."""
        return f"{self.get_relation_display()} {self.key} → {self.summary_account}"
