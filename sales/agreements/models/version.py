"""Agreement versions: what was agreed with the customer at one moment, as an immutable snapshot (sales.md §15.2)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import not_negative, positive, rounded
from foundation.database.triggers import immutable
from foundation.fields import AmountField, PercentField, PriceField, QuantityField
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.agreements.commitments import CommitmentKind
from sales.agreements.models.agreement import SalesAgreement


class AgreementVersionQuerySet(ScopedQuerySet):
    """Finds versions."""

    def for_display(self) -> Self:
        """What pages show."""
        return self.select_related("agreement__customer__party", "currency", "posted_by")

    def for_print(self) -> Self:
        """What the paper needs."""
        return self.select_related("legal_entity", "agreement__customer__group").prefetch_related("lines")

    def of_agreement(self, agreement_id: int) -> Self:
        """Return the versions of one agreement, latest first."""
        return self.filter(agreement=agreement_id).order_by("-version")

    def for_detail(self) -> Self:
        """A version with its lines, in a fixed number of queries."""
        return self.for_display().prefetch_related("lines")


class AgreementVersion(EntityModel):
    """A confirmation of an agreement: parties, terms and commitments as printed."""

    number = models.CharField(_("agreement confirmation"), max_length=20)
    agreement = models.ForeignKey(SalesAgreement, models.PROTECT, related_name="versions", verbose_name=_("agreement"))
    version = models.PositiveSmallIntegerField(_("version"))
    date = models.DateField(_("date"))
    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("currency"))
    language = models.CharField(_("language"), max_length=5)
    header = models.JSONField(_("as printed"), default=dict)
    effective_date = models.DateField(_("effective date"), null=True)
    expiration_date = models.DateField(_("expiration date"), null=True)
    total_amount = AmountField(_("committed"))
    posted_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("posted by"))
    posted_at = models.DateTimeField(_("posted at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(AgreementVersionQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("agreement confirmation")
        verbose_name_plural = _("agreement confirmations")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="agreement_version_number_unique"),
            models.UniqueConstraint(fields=["agreement", "version"], name="agreement_version_unique"),
            positive("agreement_version_positive", "version"),
            rounded("agreement_version_rounded", "total_amount"),
        ]
        triggers = immutable()

    def __str__(self) -> str:
        """Return number and version."""
        return f"{self.number}-{self.version}"


class AgreementVersionLine(EntityModel):
    """A commitment as confirmed: names as printed, amounts in the version's currency."""

    agreement_version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="lines")
    line_number = models.PositiveIntegerField(_("line"))
    commitment = models.CharField(_("commitment"), max_length=10, choices=CommitmentKind.choices)
    item_number = models.CharField(_("item"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    quantity = QuantityField(_("quantity"), null=True)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    unit_price = PriceField(_("unit price"), default=0)
    price_unit = QuantityField(_("price unit"), default=1)
    discount_amount = PriceField(_("discount"), default=0)
    discount_percent = PercentField(_("discount %"), default=0)
    net_amount = AmountField(_("committed amount"))
    effective_date = models.DateField(_("effective date"), null=True)
    expiration_date = models.DateField(_("expiration date"), null=True)
    max_is_enforced = models.BooleanField(_("max is enforced"), default=False)
    price_and_discount_fixed = models.BooleanField(_("price and discount is fixed"), default=False)
    min_release_amount = AmountField(_("minimum release amount"), default=0)
    max_release_amount = AmountField(_("maximum release amount"), default=0)

    class Meta:
        ordering = ["agreement_version", "line_number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement_version", "line_number"], name="agreement_version_line_unique"),
            positive("agreement_version_line_unit", "price_unit"),
            not_negative("agreement_version_line_amounts", "net_amount", "unit_price"),
        ]
        triggers = immutable()

    def __str__(self) -> str:
        """Return confirmation and line."""
        return f"{self.agreement_version} / {self.line_number}"
