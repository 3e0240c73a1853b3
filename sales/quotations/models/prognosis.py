"""Prognosis codes: in how many days from its creation a quotation is expected to be ordered (sales.md §5.3)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class PrognosisCode(EntityModel):
    """A span of days, which overlaps with that of no other code."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    from_days = models.PositiveSmallIntegerField(_("from days"))
    to_days = models.PositiveSmallIntegerField(_("to days"))

    objects: ClassVar[Any] = scoped_manager(ScopedQuerySet)

    class Meta:
        ordering = ["from_days"]
        verbose_name = _("prognosis code")
        verbose_name_plural = _("prognosis codes")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="prognosis_code_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="prognosis_code_in_entity"),
            models.CheckConstraint(condition=Q(to_days__gte=F("from_days")), name="prognosis_days_ordered"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code
