"""Main accounts and the rules that find the account of an entry (invoicing.md A.8)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class PostingType(models.TextChoices):
    """Why an entry is booked; each type finds its account in its own way."""

    CUSTOMER_BALANCE = "customer_balance", _("Customer balance")
    REVENUE = "revenue", _("Revenue")
    LINE_DISCOUNT = "line_discount", _("Line discount")
    INVOICE_DISCOUNT = "invoice_discount", _("Customer invoice discount")
    CHARGE = "charge", _("Charge")
    SALES_TAX = "sales_tax", _("Sales tax payable")
    COST_OF_GOODS = "cost_of_goods", _("Cost of goods sold")
    INVENTORY = "inventory", _("Inventory")
    SHIPPED_COST = "shipped_cost", _("Shipped not invoiced, cost")
    SHIPPED_REVENUE = "shipped_revenue", _("Shipped not invoiced, revenue")
    INVOICE_ROUNDING = "invoice_rounding", _("Invoice rounding")
    PENNY_DIFFERENCE = "penny_difference", _("Penny difference")
    ACCOUNTING_PENNY_DIFFERENCE = "accounting_penny_difference", _("Penny difference, accounting currency")
    CASH_DISCOUNT = "cash_discount", _("Customer cash discount")
    OVER_UNDERPAYMENT = "over_underpayment", _("Over-/underpayment")
    EXCHANGE_GAIN = "exchange_gain", _("Exchange gain, realised")
    EXCHANGE_LOSS = "exchange_loss", _("Exchange loss, realised")
    WRITE_OFF = "write_off", _("Write-off")
    PREPAYMENT = "prepayment", _("Customer prepayment")
    BANK = "bank", _("Bank")


class Relation(models.TextChoices):
    """How wide a set-up row reaches: one record, a group, or all."""

    TABLE = "table", _("Table")
    GROUP = "group", _("Group")
    ALL = "all", _("All")


class MainAccountQuerySet(ScopedQuerySet):
    """Finds main accounts."""

    def active(self) -> Self:
        """Accounts that may still be chosen."""
        return self.filter(is_active=True)

    def summaries(self) -> Self:
        """Summary accounts of subledgers."""
        return self.filter(is_summary=True)

    def matching(self, term: str) -> Self:
        """Accounts whose number begins with, or whose name has, what was typed; by number."""
        return self.filter(models.Q(number__istartswith=term) | models.Q(name__icontains=term)).order_by("number")


class AccountRuleQuerySet(ScopedQuerySet):
    """Finds the rules that name an account."""

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.select_related("main_account")


@pghistory.track()
class MainAccount(EntityModel):
    """An account of the general ledger."""

    class Kind(models.TextChoices):
        """Where the account stands in the books."""

        BALANCE = "balance", _("Balance sheet")
        RESULT = "result", _("Profit and loss")

    number = models.CharField(_("account"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    is_summary = models.BooleanField(_("summary account of a subledger"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    objects: ClassVar[Any] = scoped_manager(MainAccountQuerySet)

    class Meta:
        ordering = ["number"]
        verbose_name = _("main account")
        verbose_name_plural = _("main accounts")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="main_account_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="main_account_in_entity"),
        ]

    def __str__(self) -> str:
        """Return number and name."""
        return f"{self.number} {self.name}"


@pghistory.track()
class PostingRule(EntityModel):
    """The account of revenue, discount or cost for a combination of item, customer and tax group.

    ``item_key`` holds an item number or an item group, ``customer_key`` a customer account or a customer group, as the
    relation beside it says; both are empty for All. The most specific rule wins: item first, customer, then tax group.
    """

    posting_type = models.CharField(_("posting type"), max_length=30, choices=PostingType.choices)
    item_relation = models.CharField(_("item relation"), max_length=5, choices=Relation.choices, default=Relation.ALL)
    item_key = models.CharField(_("item or group"), max_length=20, blank=True, default="")
    customer_relation = models.CharField(_("customer relation"), max_length=5, choices=Relation.choices, default=Relation.ALL)
    customer_key = models.CharField(_("customer or group"), max_length=20, blank=True, default="")
    tax_group = models.CharField(_("sales tax group"), max_length=20, blank=True, default="")
    main_account = models.ForeignKey(MainAccount, models.PROTECT, related_name="+", verbose_name=_("main account"))

    objects: ClassVar[Any] = scoped_manager(AccountRuleQuerySet)

    class Meta:
        verbose_name = _("posting rule")
        verbose_name_plural = _("posting rules")
        constraints = [
            models.UniqueConstraint(
                fields=["legal_entity", "posting_type", "item_relation", "item_key", "customer_relation", "customer_key", "tax_group"],
                name="posting_rule_unique",
            )
        ]

    def __str__(self) -> str:
        """Return type and account."""
        return f"{self.get_posting_type_display()} → {self.main_account}"


@pghistory.track()
class AutomaticAccount(EntityModel):
    """The one account of a posting type that has no finer rules (accounts for automatic transactions)."""

    posting_type = models.CharField(_("posting type"), max_length=30, choices=PostingType.choices)
    main_account = models.ForeignKey(MainAccount, models.PROTECT, related_name="+", verbose_name=_("main account"))

    objects: ClassVar[Any] = scoped_manager(AccountRuleQuerySet)

    class Meta:
        verbose_name = _("account for automatic transactions")
        verbose_name_plural = _("accounts for automatic transactions")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "posting_type"], name="automatic_account_unique")]

    def __str__(self) -> str:
        """Return type and account."""
        return f"{self.get_posting_type_display()} → {self.main_account}"
