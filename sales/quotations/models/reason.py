"""Reasons for which quotations are lost or cancelled."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class QuotationReason(EntityModel):
    """A reason with its text per language."""

    code = models.CharField(_("code"), max_length=20)
    names = models.JSONField(_("names per language"), default=dict)

    objects: ClassVar[Any] = scoped_manager(ScopedQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("reason of quotations")
        verbose_name_plural = _("reasons of quotations")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="quotation_reason_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="quotation_reason_in_entity"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code

    def name_in(self, language: str) -> str:
        """Return the reason's name in a language, else in English, else its code."""
        return str(self.names.get(language) or self.names.get("en") or self.code)
