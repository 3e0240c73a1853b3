"""Reason codes: why something was cancelled, credited or sent."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class ReasonCodeQuerySet(ScopedQuerySet):
    """Finds reason codes."""

    def for_cancelling(self) -> Self:
        """Reasons for which orders are cancelled."""
        return self.filter(kind=ReasonCode.Kind.CANCELLATION)

    def for_deliveries(self) -> Self:
        """Reasons for which goods are sent."""
        return self.filter(kind=ReasonCode.Kind.DELIVERY)

    def for_credit_notes(self) -> Self:
        """Reasons for which invoices are credited."""
        return self.filter(kind=ReasonCode.Kind.CREDIT_NOTE)


class ReasonCode(EntityModel):
    """A reason with its text per language."""

    class Kind(models.TextChoices):
        """What the reason is for."""

        CANCELLATION = "cancellation", _("Cancellation")
        CREDIT_NOTE = "credit_note", _("Credit note")
        RETURN = "return", _("Return")
        DELIVERY = "delivery", _("Delivery")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=20)
    names = models.JSONField(_("names per language"), default=dict)

    objects: ClassVar[Any] = scoped_manager(ReasonCodeQuerySet)

    class Meta:
        ordering = ["kind", "code"]
        verbose_name = _("reason code")
        verbose_name_plural = _("reason codes")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "kind", "code"], name="reason_code_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="reason_code_in_entity"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code

    def name_in(self, language: str) -> str:
        """Return the reason's name in a language, else in English, else its code."""
        return str(self.names.get(language) or self.names.get("en") or self.code)
