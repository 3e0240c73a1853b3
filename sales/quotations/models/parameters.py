"""The parameters of quotations in a legal entity (sales.md §22)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import LegalEntity


@pghistory.track()
class QuotationParameters(models.Model):
    """One row per legal entity; ``of`` gives the defaults where none was saved."""

    legal_entity = models.OneToOneField("organization.LegalEntity", models.CASCADE, related_name="quotation_parameters")
    follow_up_days = models.PositiveSmallIntegerField(_("follow up after days"), default=7)
    expiry_days = models.PositiveSmallIntegerField(_("valid for days"), default=30)

    confirm_only_after_sending = models.BooleanField(_("confirm only after sending"), default=False)

    class Meta:
        verbose_name = _("quotation parameters")
        verbose_name_plural = _("quotation parameters")

    def __str__(self) -> str:
        """Return whose parameters these are."""
        return f"{self.legal_entity}"

    @classmethod
    def of(cls, legal_entity: LegalEntity) -> QuotationParameters:
        """Return the saved parameters of a legal entity, or the defaults."""
        return cls.objects.filter(legal_entity=legal_entity).first() or cls(legal_entity=legal_entity)
