"""Posted taxes: what a tax return is made of."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import not_negative, rounded, same_sign
from foundation.database.triggers import immutable
from foundation.fields import AmountField, PercentField
from foundation.ledger.models.tax import SalesTaxCode
from foundation.ledger.models.voucher import Voucher
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class TaxTransactionQuerySet(ScopedQuerySet):
    """Finds posted taxes."""

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.select_related("voucher", "tax_code")

    def of_voucher(self, voucher: Voucher) -> Self:
        """The taxes of one voucher."""
        return self.filter(voucher=voucher).select_related("tax_code").order_by("pk")


class TaxTransaction(EntityModel):
    """The base and tax of one code on one posted document; base and tax are signed like the document."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="tax_transactions")
    tax_code = models.ForeignKey(SalesTaxCode, models.PROTECT, db_index=False, related_name="+", verbose_name=_("sales tax code"))
    category = models.CharField(_("category"), max_length=2)
    rate = PercentField(_("rate"))
    tax_date = models.DateField(_("tax date"))
    currency = models.ForeignKey("organization.Currency", models.PROTECT, db_index=False, related_name="+")
    base = AmountField(_("base"))
    tax = AmountField(_("tax"))
    accounting_base = AmountField(_("base in accounting currency"))
    accounting_tax = AmountField(_("tax in accounting currency"))
    exempt = models.BooleanField(_("exempt"), default=False)
    reverse_charge = models.BooleanField(_("reverse charge"), default=False)
    buyer_vat_number = models.CharField(_("VAT number of the buyer"), max_length=20, blank=True, default="")
    buyer_country = models.CharField(_("country of the buyer"), max_length=2, blank=True, default="")

    objects: ClassVar[Any] = scoped_manager(TaxTransactionQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("tax transaction")
        verbose_name_plural = _("tax transactions")
        constraints = [
            not_negative("tax_transaction_rate", "rate"),
            same_sign("tax_transaction_base_side", "base", "accounting_base"),
            same_sign("tax_transaction_tax_side", "tax", "accounting_tax"),
            models.CheckConstraint(
                name="tax_transaction_exempt_without_tax", condition=models.Q(exempt=False) | models.Q(tax=0, accounting_tax=0)
            ),
            rounded("tax_transaction_rounded", "base", "tax"),
        ]
        indexes = [models.Index(fields=["legal_entity", "tax_date", "tax_code"], name="tax_transaction_by_date")]
        triggers = immutable()

    def __str__(self) -> str:
        """Return code and tax."""
        return f"{self.tax_code} {self.tax}"
