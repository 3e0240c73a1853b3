"""Legal entities: the companies that own every document."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LegalEntity(models.Model):
    """One company: who sells, in whose books a document stands, whose calendar and numbers it uses."""

    code = models.CharField(_("code"), max_length=8, unique=True, validators=[RegexValidator(r"^[A-Z][A-Z0-9]{1,7}$")])
    name = models.CharField(_("name"), max_length=100)
    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("accounting currency"))
    country = models.CharField(_("country"), max_length=2)
    language = models.CharField(_("language"), max_length=5, default="en")
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Amsterdam")
    colour = models.CharField(_("colour"), max_length=12, default="blue")
    exchange_rate_type = models.CharField(_("exchange rate type"), max_length=20, default="default")

    street = models.CharField(_("street and number"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.CharField(_("website"), max_length=100, blank=True)

    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    registration_number = models.CharField(_("register number"), max_length=30, blank=True)
    registration_scheme = models.CharField(_("register number scheme"), max_length=4, blank=True)
    electronic_address = models.CharField(_("electronic address"), max_length=50, blank=True)
    electronic_address_scheme = models.CharField(_("electronic address scheme"), max_length=4, blank=True)
    legal_footer = models.CharField(_("legal footer"), max_length=300, blank=True)
    bank_name = models.CharField(_("bank"), max_length=60, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    logo = models.BinaryField(_("logo"), blank=True, default=b"")
    retention_years = models.PositiveSmallIntegerField(_("retention years"), default=10)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("legal entity")
        verbose_name_plural = _("legal entities")

    def __str__(self) -> str:
        """Return the code, which is what paths and badges show."""
        return self.code

    def today(self) -> date:
        """Return today's date in the entity's time zone: the only 'today' a business rule may use."""
        return timezone.now().astimezone(ZoneInfo(self.time_zone)).date()
