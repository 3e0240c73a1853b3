"""Terms and modes of delivery."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.organization.scope import EntityModel


class _TranslatedCode(EntityModel):
    """A code with a printed text per language."""

    code = models.CharField(_("code"), max_length=20)
    names = models.JSONField(_("names per language"), default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Return the code."""
        return self.code

    def name_in(self, language: str) -> str:
        """Return the name in a language, else in English, else the code."""
        return self.names.get(language) or self.names.get("en") or self.code


class DeliveryTerms(_TranslatedCode):
    """Who pays and carries the risk of the journey."""

    class Meta:
        ordering = ["code"]
        verbose_name = _("delivery terms")
        verbose_name_plural = _("delivery terms")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "code"], name="delivery_terms_unique")]


class DeliveryMode(_TranslatedCode):
    """How goods travel, and how many days that takes; automatic charges find it by its ``charge_group`` (sales.md §8.2)."""

    transport_days = models.PositiveSmallIntegerField(_("transport days"), default=0)
    charge_group = models.CharField(_("charge group"), max_length=20, blank=True, default="")

    class Meta:
        ordering = ["code"]
        verbose_name = _("mode of delivery")
        verbose_name_plural = _("modes of delivery")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "code"], name="delivery_mode_unique")]
