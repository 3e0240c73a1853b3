"""Versions of quotations: what the customer got on paper, one per sending, never changed (sales.md §1.6, §5.2)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import not_zero, positive, rounded, sums_up
from foundation.database.triggers import immutable
from foundation.fields import AmountField, PercentField, PriceField, QuantityField
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.quotations.models.quotation import Quotation

KEPT = "sent", "confirmed"


def kept_while_alive(quotation: str) -> list[pgtrigger.Trigger]:
    """Return the triggers of ``immutable``, but for the rows of a quotation that may be deleted; ``quotation`` is its key in SQL."""
    statuses = ", ".join(f"'{status}'" for status in KEPT)
    func = (
        f"IF EXISTS (SELECT FROM quotations_quotation WHERE id = {quotation} AND status IN ({statuses})) THEN "
        "RAISE EXCEPTION 'What was sent stays: %', TG_TABLE_NAME USING ERRCODE = '23514'; END IF; RETURN OLD;"
    )
    others = [trigger for trigger in immutable() if trigger.name != "no_delete"]
    return [*others, pgtrigger.Trigger(name="no_delete", operation=pgtrigger.Delete, when=pgtrigger.Before, level=pgtrigger.Row, func=func)]


class QuotationVersionQuerySet(ScopedQuerySet):
    """Finds versions."""

    def for_display(self) -> Self:
        """What pages show."""
        return self.select_related("quotation__customer__party", "quotation__prospect__party", "currency", "posted_by")

    def for_print(self) -> Self:
        """What the paper needs."""
        return self.select_related("legal_entity", "quotation__customer__group", "quotation__prospect__group").prefetch_related("lines")

    def of_quotation(self, quotation_id: int) -> Self:
        """Return the versions of one quotation, latest first."""
        return self.filter(quotation=quotation_id).order_by("-version")

    def newest_key(self) -> int:
        """Return the key of the first of these versions, 0 when there is none."""
        return int(self.values_list("pk", flat=True).first() or 0)

    def for_detail(self) -> Self:
        """A version with its lines, in a fixed number of queries."""
        return self.for_display().prefetch_related("lines")


class QuotationVersion(EntityModel):
    """What was offered at one moment: parties, terms and totals as printed. Amounts are in ``currency``."""

    number = models.CharField(_("quotation version"), max_length=20)
    quotation = models.ForeignKey(Quotation, models.CASCADE, related_name="versions", verbose_name=_("quotation"))
    version = models.PositiveSmallIntegerField(_("version"))
    date = models.DateField(_("date"))
    expiry_date = models.DateField(_("expiry date"))
    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("currency"))
    language = models.CharField(_("language"), max_length=5)
    header = models.JSONField(_("as printed"), default=dict)
    subtotal = AmountField(_("subtotal"))
    total_discount = AmountField(_("total discount"))
    charges_amount = AmountField(_("charges"))
    tax_amount = AmountField(_("sales tax"))
    total_amount = AmountField(_("total"))
    posted_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("sent by"))
    posted_at = models.DateTimeField(_("sent at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(QuotationVersionQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("quotation version")
        verbose_name_plural = _("quotation versions")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="quotation_version_number_unique"),
            models.UniqueConstraint(fields=["quotation", "version"], name="quotation_version_version_unique"),
            positive("quotation_version_version", "version"),
            sums_up("quotation_version_total", "total_amount", ("subtotal", "charges_amount", "tax_amount"), ("total_discount",)),
            rounded("quotation_version_rounded", "subtotal", "total_discount", "charges_amount", "tax_amount", "total_amount"),
        ]
        triggers = kept_while_alive("OLD.quotation_id")

    def __str__(self) -> str:
        """Return number and version."""
        return f"{self.number}-{self.version}"


class QuotationVersionLine(EntityModel):
    """A line as offered."""

    document = models.ForeignKey(QuotationVersion, models.CASCADE, related_name="lines", verbose_name=_("quotation version"))
    line_number = models.PositiveIntegerField(_("line"))
    item_number = models.CharField(_("item"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    quantity = QuantityField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=10)
    unit_price = PriceField(_("unit price"))
    price_unit = QuantityField(_("price unit"))
    discount_percent = PercentField(_("discount %"))
    net_amount = AmountField(_("net amount"))
    ship_date = models.DateField(_("ship date"))
    deliveries = models.JSONField(_("deliveries"), default=list, help_text=_("Quantity and ship date of each, of a line in several"))

    class Meta:
        ordering = ["document", "line_number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "line_number"], name="quotation_version_line_unique"),
            positive("quotation_version_line_unit", "price_unit"),
            not_zero("quotation_version_line_quantity", "quantity"),
        ]
        triggers = kept_while_alive("(SELECT quotation_id FROM quotations_quotationversion WHERE id = OLD.document_id)")

    def __str__(self) -> str:
        """Return version and line."""
        return f"{self.document} / {self.line_number}"
