"""The parameters of projects in a legal entity (sales.md §22)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from foundation.organization.models import LegalEntity


@pghistory.track()
class ProjectParameters(models.Model):
    """One row per legal entity; ``of`` gives the defaults where none was saved."""

    legal_entity = models.OneToOneField("organization.LegalEntity", models.CASCADE, related_name="project_parameters")
    internal_customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("internal customer"),
        help_text=_("On whose order internal projects without a customer take their items."),
    )

    class Meta:
        verbose_name = _("project parameters")
        verbose_name_plural = _("project parameters")

    def __str__(self) -> str:
        """Return whose parameters these are."""
        return f"{self.legal_entity}"

    @classmethod
    def of(cls, legal_entity: LegalEntity) -> ProjectParameters:
        """Return the saved parameters of a legal entity, or the defaults."""
        return cls.objects.filter(legal_entity=legal_entity).first() or cls(legal_entity=legal_entity)
