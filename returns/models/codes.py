"""The set-up of returns: reasons with their groups, disposition codes, parameters (sales.md §14.1, §22)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.fields import PriceField
from foundation.organization.models import LegalEntity
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from returns.statuses import DispositionAction
from sales.models import ChargeCode


class DefaultCharge(models.Model):
    """The charge that a code brings along: a fixed amount in the currency of the return, none without a charge code."""

    charge = models.ForeignKey(ChargeCode, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("charge code"))
    charge_value = PriceField(_("charge amount"), default=0)

    class Meta:
        abstract = True


class ReturnReasonGroup(EntityModel):
    """Reasons that are counted together."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ["code"]
        verbose_name = _("group of return reasons")
        verbose_name_plural = _("groups of return reasons")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="return_reason_group_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="return_reason_group_in_entity"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class ReturnReasonCodeQuerySet(ScopedQuerySet):
    """Finds reasons of returns."""

    def for_list(self) -> Self:
        """What the list shows."""
        return self.select_related("group", "charge")


@pghistory.track()
class ReturnReasonCode(DefaultCharge, EntityModel):
    """Why goods come back; its charge goes to the header of the return."""

    code = models.CharField(_("code"), max_length=20)
    names = models.JSONField(_("names per language"), default=dict)
    group = models.ForeignKey(ReturnReasonGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("group"))

    objects: ClassVar[Any] = scoped_manager(ReturnReasonCodeQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("return reason")
        verbose_name_plural = _("return reasons")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="return_reason_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="return_reason_in_entity"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code

    def name_in(self, language: str) -> str:
        """Return the name in a language, else in English, else the code."""
        return str(self.names.get(language) or self.names.get("en") or self.code)


class DispositionCodeQuerySet(ScopedQuerySet):
    """Finds disposition codes."""

    def for_list(self) -> Self:
        """What the list shows."""
        return self.select_related("charge")

    def active(self) -> Self:
        """Codes that may be given."""
        return self.filter(is_active=True)


@pghistory.track()
class DispositionCode(DefaultCharge, EntityModel):
    """A code that says what is done with goods; its charge goes to the line. Many codes may share one action."""

    code = models.CharField(_("code"), max_length=20)
    names = models.JSONField(_("names per language"), default=dict)
    action = models.CharField(_("action"), max_length=20, choices=DispositionAction.choices)
    is_active = models.BooleanField(_("active"), default=True)

    objects: ClassVar[Any] = scoped_manager(DispositionCodeQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("disposition code")
        verbose_name_plural = _("disposition codes")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="disposition_code_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="disposition_code_in_entity"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code

    def name_in(self, language: str) -> str:
        """Return the name in a language, else in English, else the code."""
        return str(self.names.get(language) or self.names.get("en") or self.code)

    @property
    def shown(self) -> str:
        """Return the code with its name in the active language, as people choose it."""
        return f"{self.code} · {self.name_in(get_language() or 'en')}"


class DeadlineCheck(models.TextChoices):
    """What happens when goods arrive after the deadline (sales.md §14.7)."""

    NONE = "none", _("None")
    WARNING = "warning", _("Warning")
    ERROR = "error", _("Error")


@pghistory.track()
class ReturnParameters(models.Model):
    """One row per legal entity; ``of`` gives the defaults where none was saved."""

    legal_entity = models.OneToOneField("organization.LegalEntity", models.CASCADE, related_name="return_parameters")
    return_period_days = models.PositiveSmallIntegerField(_("return period in days"), default=30)
    deadline_check = models.CharField(
        _("arrival after the deadline"), max_length=10, choices=DeadlineCheck.choices, default=DeadlineCheck.WARNING
    )
    cancel_expired_days = models.PositiveSmallIntegerField(
        _("cancel expired returns after days"), default=0, help_text=_("0 leaves them until somebody cancels them.")
    )
    credit_correction = models.BooleanField(
        _("credit note as correction"),
        default=False,
        help_text=_("Books negative amounts on the sides of the sale instead of swapping debit and credit."),
    )
    replacement_free = models.BooleanField(_("replacement free of charge"), default=False)
    replacement_charges = models.BooleanField(
        _("charges on replacements"),
        default=False,
        help_text=_(
            "Orders that replace returned goods get automatic charges such as freight, and get them anew when their lines change, as any "
            "other order does. Without it they keep the charges that they have until somebody calculates them."
        ),
    )
    reason_mandatory = models.BooleanField(_("reason mandatory on returns"), default=True)

    class Meta:
        verbose_name = _("return parameters")
        verbose_name_plural = _("return parameters")

    def __str__(self) -> str:
        """Return whose parameters these are."""
        return f"{self.legal_entity}"

    def deadline_from(self, day: date) -> date:
        """Return until when goods that are announced on a day may arrive."""
        return day + timedelta(days=self.return_period_days)

    @classmethod
    def of(cls, legal_entity: LegalEntity) -> ReturnParameters:
        """Return the saved parameters of a legal entity, or the defaults."""
        return cls.objects.filter(legal_entity=legal_entity).first() or cls(legal_entity=legal_entity)


def replacements_are_charged(legal_entity: LegalEntity) -> bool:
    """Tell whether orders that replace returned goods get automatic charges by themselves (sales.md §14.10)."""
    return ReturnParameters.of(legal_entity).replacement_charges


def credits_are_corrections(legal_entity: LegalEntity) -> bool:
    """Tell whether credit notes of returns are booked as corrections unless somebody chooses otherwise (sales.md §14.12)."""
    return ReturnParameters.of(legal_entity).credit_correction
