"""Currencies and their exchange rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import FINER_CURRENCIES, not_negative, positive
from foundation.fields import RateField
from foundation.organization.errors import NoExchangeRate


class Currency(models.Model):
    """A currency by its ISO 4217 code, with the decimals that its amounts have."""

    code = models.CharField(_("code"), max_length=3, primary_key=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=2)
    rounding_step = RateField(_("invoice rounding step"), default=0, help_text=_("0 = invoices are not rounded"))

    class Meta:
        ordering = ["code"]
        verbose_name = _("currency")
        verbose_name_plural = _("currencies")
        constraints = [
            models.CheckConstraint(
                name="currency_decimals_known", condition=models.Q(decimals__lte=2) | models.Q(code__in=FINER_CURRENCIES, decimals__lte=4)
            ),
            not_negative("currency_step_not_negative", "rounding_step"),
        ]

    def __str__(self) -> str:
        """Return the ISO code."""
        return self.code

    @property
    def precision(self) -> Decimal:
        """Return the smallest amount: 0.01 for most currencies, 1 for yen."""
        return Decimal(1).scaleb(-self.decimals)


class ExchangeRateQuerySet(models.QuerySet["ExchangeRate"]):
    """Finds the rate in force."""

    def in_force(self, rate_type: str, from_currency: str, to_currency: str, on_date: date) -> ExchangeRate:
        """Return the rate of the latest date on or before the given one, in accounting currency per factor.

        Raises NoExchangeRate (INV-108) when there is none.
        """
        found = (
            self.filter(rate_type=rate_type, from_currency=from_currency, to_currency=to_currency, valid_from__lte=on_date)
            .order_by("-valid_from")
            .first()
        )
        if found is None:
            raise NoExchangeRate(currency=from_currency, date=on_date)
        return found


class ExchangeRate(models.Model):
    """Units of one currency for ``factor`` units of another, from a date on (invoicing.md A.2)."""

    rate_type = models.CharField(_("rate type"), max_length=20, default="default")
    from_currency = models.ForeignKey(Currency, models.PROTECT, related_name="+", verbose_name=_("from currency"))
    to_currency = models.ForeignKey(Currency, models.PROTECT, related_name="+", verbose_name=_("to currency"))
    valid_from = models.DateField(_("valid from"))
    rate = RateField(_("rate"))
    factor = models.PositiveSmallIntegerField(_("rate factor"), default=1)

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(fields=["rate_type", "from_currency", "to_currency", "valid_from"], name="exchange_rate_unique"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="exchange_rate_positive"),
            positive("exchange_rate_factor_positive", "factor"),
        ]

    def __str__(self) -> str:
        """Return the pair and its date."""
        return f"{self.from_currency_id}/{self.to_currency_id} {self.valid_from}"

    @property
    def pair(self) -> str:
        """Return both currencies."""
        return f"{self.from_currency_id} → {self.to_currency_id}"
