"""Ledger parameters of a legal entity: how tax is computed and how much a conversion may differ (invoicing.md chapter 13)."""

from __future__ import annotations

from decimal import Decimal

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import not_negative
from foundation.fields import AmountField
from foundation.organization.models import LegalEntity


@pghistory.track()
class LedgerParameters(models.Model):
    """One row per legal entity; ``of`` gives the defaults where none was saved."""

    class TaxMethod(models.TextChoices):
        """Whether tax is rounded per line or once per code."""

        TOTAL = "total", _("Total")
        LINE = "line", _("Line")

    class TaxRounding(models.TextChoices):
        """What is rounded."""

        CODE = "code", _("Tax code")
        COMBINATION = "combination", _("Combination")

    class TaxDateFrom(models.TextChoices):
        """Which date chooses the tax rate."""

        SUPPLY = "supply", _("Supply date")
        INVOICE = "invoice", _("Invoice date")

    legal_entity = models.OneToOneField("organization.LegalEntity", models.CASCADE, related_name="ledger_parameters")
    tax_method = models.CharField(_("tax calculation method"), max_length=5, choices=TaxMethod.choices, default=TaxMethod.TOTAL)
    tax_rounding = models.CharField(_("rounding by"), max_length=11, choices=TaxRounding.choices, default=TaxRounding.CODE)
    tax_date_from = models.CharField(_("tax date from"), max_length=7, choices=TaxDateFrom.choices, default=TaxDateFrom.SUPPLY)
    max_conversion_penny_difference = AmountField(_("largest penny difference of a conversion"), default=Decimal("0.05"))
    summarised_vouchers = models.BooleanField(_("vouchers summarised by account"), default=True)

    class Meta:
        verbose_name = _("ledger parameters")
        verbose_name_plural = _("ledger parameters")
        constraints = [
            not_negative("ledger_parameters_not_negative", "max_conversion_penny_difference"),
        ]

    def __str__(self) -> str:
        """Return whose parameters these are."""
        return f"{self.legal_entity}"

    @classmethod
    def of(cls, legal_entity: LegalEntity) -> LedgerParameters:
        """Return the saved parameters of a legal entity, or the defaults."""
        return cls.objects.filter(legal_entity=legal_entity).first() or cls(legal_entity=legal_entity)
