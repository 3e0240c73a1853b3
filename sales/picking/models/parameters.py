"""The parameters of picking in a legal entity (sales.md §22, Shipping)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import LegalEntity
from sales.picking.statuses import PickingRoute


@pghistory.track()
class PickingParameters(models.Model):
    """One row per legal entity; ``of`` gives the defaults where none was saved."""

    legal_entity = models.OneToOneField("organization.LegalEntity", models.CASCADE, related_name="picking_parameters")
    route = models.CharField(_("picking route status"), max_length=10, choices=PickingRoute.choices, default=PickingRoute.COMPLETED)
    end_remainder = models.BooleanField(
        _("end remainder"), default=True, help_text=_("What was not picked goes back to the order; else it stays open on the list.")
    )
    reduce_quantity = models.BooleanField(
        _("reduce quantity"), default=True, help_text=_("Lists ask for what is there only; else an order that is short is left out.")
    )

    class Meta:
        verbose_name = _("picking parameters")
        verbose_name_plural = _("picking parameters")

    def __str__(self) -> str:
        """Return whose parameters these are."""
        return f"{self.legal_entity}"

    @classmethod
    def of(cls, legal_entity: LegalEntity) -> PickingParameters:
        """Return the saved parameters of a legal entity, or the defaults."""
        return cls.objects.filter(legal_entity=legal_entity).first() or cls(legal_entity=legal_entity)
