"""Charges: freight, fees and other amounts beside the goods (sales.md §8)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import in_order, positive
from foundation.database.set_update import update_from_values
from foundation.fields import AmountField, PriceField, RateField
from foundation.inventory.models import Item, Unit
from foundation.ledger.models import ItemSalesTaxGroup, MainAccount, Relation
from foundation.money import ZERO
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.charges import ChargeRule


class ChargeCategory(models.TextChoices):
    """How the amount of a charge is calculated."""

    FIXED = "fixed", _("Fixed")
    PIECES = "pieces", _("Pieces")
    PERCENT = "percent", _("Percent")
    SPECIFIC_UNIT = "specific_unit", _("Specific unit")
    SPECIFIC_UNIT_MATCH = "specific_unit_match", _("Specific unit match")


WITH_UNIT = [ChargeCategory.SPECIFIC_UNIT.value, ChargeCategory.SPECIFIC_UNIT_MATCH.value]
"""Categories whose value is for a unit that is named."""


class ChargeCodeQuerySet(ScopedQuerySet):
    """Finds charge codes."""

    def for_list(self) -> Self:
        """What the list shows."""
        return self.select_related("item_sales_tax_group", "debit_account", "credit_account")


@pghistory.track()
class ChargeCode(EntityModel):
    """A kind of charge: its text, its tax, and the sides it is booked on."""

    class Side(models.TextChoices):
        """Where one side of the charge is booked."""

        CUSTOMER = "customer", _("Customer")
        LEDGER = "ledger", _("Ledger account")
        ITEM = "item", _("Item")

    code = models.CharField(_("code"), max_length=20)
    names = models.JSONField(_("names per language"), default=dict)
    untdid_code = models.CharField(_("UNTDID 7161 code"), max_length=3, blank=True)
    item_sales_tax_group = models.ForeignKey(
        ItemSalesTaxGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("item sales tax group")
    )
    debit = models.CharField(_("debit"), max_length=8, choices=Side.choices, default=Side.CUSTOMER)
    debit_account = models.ForeignKey(MainAccount, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("debit account"))
    credit = models.CharField(_("credit"), max_length=8, choices=Side.choices, default=Side.LEDGER)
    credit_account = models.ForeignKey(
        MainAccount, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("credit account")
    )
    once_per_invoice = models.BooleanField(_("once per combined invoice"), default=False)
    prorate = models.BooleanField(_("spread over partial invoices"), default=False)

    objects: ClassVar[Any] = scoped_manager(ChargeCodeQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("charge code")
        verbose_name_plural = _("charge codes")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="charge_code_unique"),
            models.CheckConstraint(name="charge_code_sides_differ", condition=~Q(debit="customer", credit="customer")),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code

    @property
    def customer_sign(self) -> int:
        """1 for a charge that the customer pays, −1 for one that lowers what he pays, 0 for one that he never sees."""
        if self.debit == self.Side.CUSTOMER:
            return 1
        return -1 if self.credit == self.Side.CUSTOMER else 0

    def name_in(self, language: str) -> str:
        """Return the name in a language, else in English, else the code."""
        return self.names.get(language) or self.names.get("en") or self.code


class SalesOrderChargeQuerySet(ScopedQuerySet):
    """Finds and moves charges."""

    def of_order(self, order_id: int) -> Self:
        """Return the charges of one order and of its lines, in the order they are calculated."""
        rows = self.filter(order=order_id).select_related("code", "line", "unit", "item_sales_tax_group")
        return rows.order_by("line__line_number", "position", "pk")

    def raise_invoiced(self, amounts: Mapping[int, Decimal]) -> int:
        """Add what was invoiced to the charges named by their keys, in one statement."""
        return update_from_values(self.model, ("invoiced_amount",), sorted(amounts.items()), adding=("invoiced_amount",))


class ChargeTerms(EntityModel):
    """What a charge on a document is: ``value`` is an amount or a percentage as the category says.

    An amount is in ``currency``, where none is given in that of the document; ``rate`` is what one unit of it is worth there.
    """

    class Origin(models.TextChoices):
        """Who put the charge there."""

        MANUAL = "manual", _("Manual")
        AUTO = "auto", _("Automatic")
        REASON = "reason", _("Reason code")
        DISPOSITION = "disposition", _("Disposition code")

    position = models.PositiveSmallIntegerField(_("position"), default=1)
    code = models.ForeignKey(ChargeCode, models.PROTECT, related_name="+", verbose_name=_("charge code"))
    category = models.CharField(_("category"), max_length=20, choices=ChargeCategory.choices, default=ChargeCategory.FIXED)
    value = PriceField(_("value"))
    currency = models.ForeignKey(
        "organization.Currency", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("currency")
    )
    rate = RateField(_("exchange rate"), default=1)
    item_sales_tax_group = models.ForeignKey(
        ItemSalesTaxGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("item sales tax group")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    keep = models.BooleanField(_("on every invoice"), default=False)
    compound = models.BooleanField(_("on top of other charges"), default=False)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin.choices, default=Origin.MANUAL)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Return code and value."""
        return f"{self.code} {self.value}"

    @property
    def tax_group(self) -> ItemSalesTaxGroup | None:
        """Return the item sales tax group that the charge is taxed by: its own, else that of its code."""
        return self.item_sales_tax_group or self.code.item_sales_tax_group

    def as_rule(self, key: int, line_id: int | None, invoiced: Decimal = ZERO) -> ChargeRule:
        """Return the charge as the calculation reads it; its code and unit are to be loaded."""
        return ChargeRule(
            key=key,
            line_id=line_id,
            position=self.position,
            code=self.code.code,
            category=self.category,
            value=self.value if self.category == ChargeCategory.PERCENT else self.value * self.rate,
            unit=self.unit.code if self.unit else "",
            compound=self.compound,
            automatic=self.origin == self.Origin.AUTO,
            customer_sign=self.code.customer_sign,
            keep=self.keep,
            prorate=self.code.prorate,
            invoiced=invoiced,
        )


class SalesOrderCharge(ChargeTerms):
    """A charge on an order, or on one line of it."""

    order = models.ForeignKey("sales.SalesOrder", models.CASCADE, related_name="charges", verbose_name=_("sales order"))
    line = models.ForeignKey("sales.SalesOrderLine", models.CASCADE, null=True, blank=True, related_name="charges", verbose_name=_("line"))
    invoiced_amount = AmountField(_("invoiced"), default=0)

    objects: ClassVar[Any] = scoped_manager(SalesOrderChargeQuerySet)

    class Meta:
        ordering = ["order", "position", "id"]
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        constraints = [
            models.CheckConstraint(
                name="charge_category_fits_level",
                condition=Q(line__isnull=False) | Q(category__in=["fixed", "percent"]),
            ),
            positive("charge_position", "position"),
            positive("charge_rate", "rate"),
        ]


class AutoChargeQuerySet(ScopedQuerySet):
    """Finds automatic charges."""

    def for_list(self) -> Self:
        """What the list shows."""
        return self.select_related("code", "delivery_mode", "unit", "item_sales_tax_group")

    def with_items(self) -> Self:
        """Add ``named_item``, the key of the item that a row names by its number."""
        named = Item._base_manager.filter(legal_entity=OuterRef("legal_entity"), number=OuterRef("item_key"))
        return self.annotate(named_item=Case(When(item_relation=Relation.TABLE, then=Subquery(named.values("pk")[:1]))))


@pghistory.track()
class AutoCharge(EntityModel):
    """A charge that orders get by themselves (sales.md §8.2); the most specific row per charge code wins."""

    named_item: int | None

    class Level(models.TextChoices):
        """On the order or on each line."""

        HEADER = "header", _("Header")
        LINE = "line", _("Line")

    level = models.CharField(_("level"), max_length=6, choices=Level.choices)
    customer_relation = models.CharField(_("customer relation"), max_length=5, choices=Relation.choices, default=Relation.ALL)
    customer_key = models.CharField(_("customer or group"), max_length=20, blank=True, default="")
    item_relation = models.CharField(_("item relation"), max_length=5, choices=Relation.choices, default=Relation.ALL)
    item_key = models.CharField(_("item or group"), max_length=20, blank=True, default="")
    delivery_mode = models.ForeignKey(
        "customers.DeliveryMode", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mode of delivery")
    )
    delivery_group = models.CharField(_("charge group of modes of delivery"), max_length=20, blank=True, default="")
    code = models.ForeignKey(ChargeCode, models.PROTECT, related_name="+", verbose_name=_("charge code"))
    category = models.CharField(_("category"), max_length=20, choices=ChargeCategory.choices, default=ChargeCategory.FIXED)
    value = PriceField(_("value"))
    unit = models.ForeignKey("inventory.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("currency"))
    item_sales_tax_group = models.ForeignKey(
        ItemSalesTaxGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("item sales tax group")
    )
    from_amount = AmountField(_("from amount"), null=True, blank=True)
    to_amount = AmountField(_("to amount"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    keep = models.BooleanField(_("on every invoice"), default=False)
    compound = models.BooleanField(_("on top of other charges"), default=False)

    objects: ClassVar[Any] = scoped_manager(AutoChargeQuerySet)

    class Meta:
        ordering = ["level", "position", "id"]
        verbose_name = _("automatic charge")
        verbose_name_plural = _("automatic charges")
        constraints = [
            positive("auto_charge_position", "position"),
            models.CheckConstraint(
                name="auto_charge_category_fits_level",
                condition=Q(level="line") | Q(category__in=["fixed", "percent"]),
            ),
            models.CheckConstraint(
                name="auto_charge_unit_where_asked",
                condition=Q(category__in=WITH_UNIT, unit__isnull=False) | (~Q(category__in=WITH_UNIT) & Q(unit__isnull=True)),
            ),
            models.CheckConstraint(name="auto_charge_mode_or_group", condition=Q(delivery_mode=None) | Q(delivery_group="")),
            in_order("auto_charge_amounts_ordered", "from_amount", "to_amount"),
        ]

    def __str__(self) -> str:
        """Return code and value."""
        return f"{self.code} {self.value}"
