"""Sales tax set-up: codes with their rates, the groups of parties and of things (invoicing.md 7.1)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

import pghistory
from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery, Value
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import in_order, not_negative
from foundation.fields import PercentField
from foundation.ledger.models.account import MainAccount
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class LedgerPostingGroupQuerySet(ScopedQuerySet):
    """Finds ledger posting groups."""

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.select_related("payable", "cash_discount")


class SalesTaxCodeQuerySet(ScopedQuerySet):
    """Finds sales tax codes."""

    def for_display(self) -> Self:
        """A code with its rates, in a fixed number of queries."""
        return self.select_related("posting_group", "base_code").prefetch_related("values")

    def for_list(self, on_date: date) -> Self:
        """What the list shows, in one query, with the rate of a day."""
        values = SalesTaxCodeValue._base_manager.filter(tax_code=OuterRef("pk"), valid_from__lte=on_date)
        values = values.filter(Q(valid_to=None) | Q(valid_to__gte=on_date))
        return self.select_related("posting_group").annotate(rate_today=Subquery(values.values("rate")[:1]))


class SalesTaxGroupQuerySet(ScopedQuerySet):
    """Finds sales tax groups."""

    def for_list(self) -> Self:
        """What the list shows, in one query: the groups with their codes as a text."""
        return self.annotate(code_list=StringAgg("codes__tax_code__code", delimiter=", ", order_by="codes__tax_code__code"))


class ItemSalesTaxGroupQuerySet(ScopedQuerySet):
    """Finds item sales tax groups."""

    def for_list(self) -> Self:
        """What the list shows, in one query: the groups with their codes as a text."""
        return self.annotate(code_list=StringAgg("tax_codes__code", delimiter=", ", order_by="tax_codes__code"))


class SalesTaxGroupRuleQuerySet(ScopedQuerySet):
    """Finds the rules that choose a sales tax group."""

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.select_related("group")


@pghistory.track()
class LedgerPostingGroup(EntityModel):
    """The accounts that tax codes book to."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    payable = models.ForeignKey(MainAccount, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("sales tax payable"))
    cash_discount = models.ForeignKey(
        MainAccount, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("customer cash discount")
    )

    objects: ClassVar[Any] = scoped_manager(LedgerPostingGroupQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("ledger posting group")
        verbose_name_plural = _("ledger posting groups")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "code"], name="ledger_posting_group_unique")]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


@pghistory.track()
class SalesTaxCode(EntityModel):
    """One tax with its category on e-invoices and the words that an invoice must carry."""

    class Kind(models.TextChoices):
        """What the code stands for in the law."""

        STANDARD = "standard", _("Standard")
        REDUCED = "reduced", _("Reduced")
        ZERO = "zero", _("Zero")
        EXEMPT = "exempt", _("Exempt")
        REVERSE_CHARGE = "reverse_charge", _("Reverse charge")
        EU_GOODS = "eu_goods", _("Intra-EU goods")
        EU_SERVICES = "eu_services", _("Intra-EU services")
        EXPORT = "export", _("Export")
        OUTSIDE = "outside", _("Outside scope")

    class Origin(models.TextChoices):
        """How the tax is computed from the base (invoicing.md 7.3)."""

        PERCENT_OF_NET = "percent_of_net", _("Percentage of net amount")
        PERCENT_OF_GROSS = "percent_of_gross", _("Percentage of gross amount")
        PERCENT_OF_TAX = "percent_of_tax", _("Percentage of sales tax")
        AMOUNT_PER_UNIT = "amount_per_unit", _("Amount per unit")
        CALCULATED_PERCENT = "calculated_percent", _("Calculated percentage of net amount")

    class Category(models.TextChoices):
        """The tax category of EN 16931."""

        STANDARD = "S", _("S – standard rate")
        ZERO = "Z", _("Z – zero rated")
        EXEMPT = "E", _("E – exempt")
        REVERSE_CHARGE = "AE", _("AE – reverse charge")
        EU_GOODS = "K", _("K – intra-Community supply")
        EXPORT = "G", _("G – export")
        OUTSIDE = "O", _("O – outside scope")

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    country = models.CharField(_("country"), max_length=2)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.STANDARD)
    origin = models.CharField(_("origin"), max_length=20, choices=Origin.choices, default=Origin.PERCENT_OF_NET)
    category = models.CharField(_("category"), max_length=2, choices=Category.choices, default=Category.STANDARD)
    base_code = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("base code"))
    before_other_taxes = models.BooleanField(_("calculate before other tax"), default=False)
    exemption_code = models.CharField(_("exemption reason code"), max_length=30, blank=True)
    exemption_text = models.JSONField(_("exemption text per language"), default=dict, blank=True)
    posting_group = models.ForeignKey(
        LedgerPostingGroup, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("ledger posting group")
    )

    objects: ClassVar[Any] = scoped_manager(SalesTaxCodeQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("sales tax code")
        verbose_name_plural = _("sales tax codes")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="sales_tax_code_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="sales_tax_code_in_entity"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


@pghistory.track()
class SalesTaxCodeValue(EntityModel):
    """The rate of a tax code between two dates, or the amount per unit; stretches of one code never overlap."""

    tax_code = models.ForeignKey(SalesTaxCode, models.CASCADE, related_name="values")
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    rate = PercentField(_("percentage or amount per unit"))

    class Meta:
        ordering = ["tax_code", "valid_from"]
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        constraints = [
            ExclusionConstraint(
                name="tax_code_value_no_overlap",
                expressions=[
                    (Func(F("tax_code"), F("tax_code"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (
                        Func(F("valid_from"), F("valid_to"), Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            in_order("tax_code_value_dates_ordered", "valid_from", "valid_to"),
            not_negative("tax_code_value_not_negative", "rate"),
        ]

    def __str__(self) -> str:
        """Return code, rate and start."""
        return f"{self.tax_code} {self.rate} {self.valid_from}"


@pghistory.track()
class SalesTaxGroup(EntityModel):
    """The tax codes that a kind of customer may meet."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)

    objects: ClassVar[Any] = scoped_manager(SalesTaxGroupQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("sales tax group")
        verbose_name_plural = _("sales tax groups")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="sales_tax_group_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="sales_tax_group_in_entity"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


@pghistory.track()
class SalesTaxGroupCode(EntityModel):
    """One code of a sales tax group, with the flags that change how it applies to these parties."""

    group = models.ForeignKey(SalesTaxGroup, models.CASCADE, related_name="codes")
    tax_code = models.ForeignKey(SalesTaxCode, models.PROTECT, related_name="+", verbose_name=_("sales tax code"))
    exempt = models.BooleanField(_("exempt"), default=False)
    reverse_charge = models.BooleanField(_("reverse charge"), default=False)

    class Meta:
        verbose_name = _("code of a sales tax group")
        verbose_name_plural = _("codes of sales tax groups")
        constraints = [models.UniqueConstraint(fields=["group", "tax_code"], name="sales_tax_group_code_unique")]

    def __str__(self) -> str:
        """Return group and code."""
        return f"{self.group} {self.tax_code}"


@pghistory.track()
class ItemSalesTaxGroup(EntityModel):
    """The tax codes that a kind of item may meet."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    tax_codes = models.ManyToManyField(SalesTaxCode, related_name="+", verbose_name=_("sales tax codes"))

    objects: ClassVar[Any] = scoped_manager(ItemSalesTaxGroupQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("item sales tax group")
        verbose_name_plural = _("item sales tax groups")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="item_sales_tax_group_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="item_sales_tax_group_in_entity"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


@pghistory.track()
class SalesTaxGroupRule(EntityModel):
    """Which sales tax group a delivery falls under, by where it goes and whether the buyer has a VAT number (7.2)."""

    class Destination(models.TextChoices):
        """Where the goods go, seen from the legal entity's country."""

        DOMESTIC = "domestic", _("Domestic")
        EU = "eu", _("Other member state")
        OUTSIDE_EU = "outside_eu", _("Outside the EU")

    destination = models.CharField(_("destination"), max_length=10, choices=Destination.choices)
    buyer_has_vat_number = models.BooleanField(_("buyer has a VAT number"))
    group = models.ForeignKey(SalesTaxGroup, models.PROTECT, related_name="+", verbose_name=_("sales tax group"))

    objects: ClassVar[Any] = scoped_manager(SalesTaxGroupRuleQuerySet)

    class Meta:
        verbose_name = _("sales tax group rule")
        verbose_name_plural = _("sales tax group rules")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "destination", "buyer_has_vat_number"], name="sales_tax_group_rule_unique")
        ]

    def __str__(self) -> str:
        """Return destination and group."""
        return f"{self.get_destination_display()} → {self.group}"
