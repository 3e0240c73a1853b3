"""The customers' account: posted transactions and what is still open of them (invoicing.md 8.2)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from customers.models.customer import ENTITY_TODAY, Customer
from customers.models.posting_profile import CustomerPostingProfile
from foundation.database.constraints import in_order, percentage, positive, rounded, same_sign
from foundation.database.triggers import immutable
from foundation.fields import AmountField, PercentField, RateField
from foundation.ledger.models import MainAccount, Voucher
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class CustomerTransactionType(models.TextChoices):
    """What the transaction comes from."""

    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")
    PAYMENT = "payment", _("Payment")
    CASH_DISCOUNT = "cash_discount", _("Cash discount")
    EXCHANGE_ADJUSTMENT = "exchange_adjustment", _("Exchange adjustment")
    PENNY_DIFFERENCE = "penny_difference", _("Penny difference")
    OVER_UNDERPAYMENT = "over_underpayment", _("Over-/underpayment")
    REVERSAL = "reversal", _("Reversal")


class CustomerTransactionQuerySet(ScopedQuerySet):
    """Sums and finds customer transactions."""

    def open(self) -> Self:
        """Transactions with an open balance."""
        return self.filter(open_part__isnull=False)

    def closed(self) -> Self:
        """Transactions that are settled or never were open."""
        return self.filter(open_part__isnull=True)

    def overdue(self) -> Self:
        """Open debits whose due date has passed by the calendar of their legal entity."""
        return self.filter(open_part__due_date__lt=ENTITY_TODAY, open_part__balance__gt=0)

    def of_customer(self, customer_id: int) -> Self:
        """The transactions of one customer, what falls due first in front."""
        return self.filter(customer=customer_id).order_by("due_date", "pk")

    def for_display(self) -> Self:
        """What lists show; ``balance`` and ``accounting_balance`` are what is still open, zero for what is settled."""
        return self.select_related("customer__party", "order_account", "currency", "voucher", "summary_account", "open_part").annotate(
            balance=Coalesce("open_part__balance", Decimal(0), output_field=AmountField()),
            accounting_balance=Coalesce("open_part__accounting_balance", Decimal(0), output_field=AmountField()),
        )


class CustomerTransaction(EntityModel):
    """A debit (positive) or credit on a customer's account, in the document's and in the accounting currency.

    Written together with its voucher by one service; the sum per summary account equals the ledger (REL-3).
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="transactions", verbose_name=_("customer"))
    order_account = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+", verbose_name=_("order account"))
    type = models.CharField(_("type"), max_length=20, choices=CustomerTransactionType.choices)
    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="customer_transactions", verbose_name=_("voucher"))
    summary_account = models.ForeignKey(MainAccount, models.PROTECT, db_index=False, related_name="+", verbose_name=_("summary account"))
    posting_profile = models.ForeignKey(
        CustomerPostingProfile, models.PROTECT, db_index=False, null=True, related_name="+", verbose_name=_("posting profile")
    )
    document_number = models.CharField(_("document"), max_length=30)
    date = models.DateField(_("date"))
    document_date = models.DateField(_("document date"), null=True)
    due_date = models.DateField(_("due date"))
    currency = models.ForeignKey("organization.Currency", models.PROTECT, db_index=False, related_name="+", verbose_name=_("currency"))
    amount = AmountField(_("amount"))
    accounting_amount = AmountField(_("amount in accounting currency"))
    exchange_rate = RateField(_("exchange rate"), default=1)
    instalment = models.PositiveSmallIntegerField(_("instalment"), default=1)
    instalments = models.PositiveSmallIntegerField(_("of instalments"), default=1)
    payment_reference = models.CharField(_("payment reference"), max_length=35, blank=True, default="")
    text = models.CharField(_("text"), max_length=120, blank=True, default="")

    objects: ClassVar[Any] = scoped_manager(CustomerTransactionQuerySet)

    class Meta:
        ordering = ["-date", "-id"]
        verbose_name = _("customer transaction")
        verbose_name_plural = _("customer transactions")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "id"], name="customer_transaction_in_entity"),
            positive("customer_transaction_rate", "exchange_rate"),
            same_sign("customer_transaction_side", "amount", "accounting_amount"),
            positive("customer_transaction_instalment", "instalment"),
            in_order("customer_transaction_instalments", "instalment", "instalments"),
            rounded("customer_transaction_rounded", "amount"),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "customer", "-date", "-id"], name="customer_transaction_by_date"),
            models.Index(fields=["legal_entity", "document_number"], name="customer_transaction_by_number"),
        ]
        triggers = immutable()

    def __str__(self) -> str:
        """Return type and document."""
        return f"{self.get_type_display()} {self.document_number}"


class OpenTransactionQuerySet(ScopedQuerySet):
    """Sums what is open."""

    def balances(self, customers: list[int]) -> dict[int, Any]:
        """Return the open balance per customer key, in accounting currency."""
        rows = (
            self.filter(transaction__customer__in=customers)
            .values_list("transaction__customer")
            .annotate(balance=Sum("accounting_balance"))
        )
        return dict(rows)

    def longest_overdue(self, customers: Collection[int], before: date) -> dict[int, tuple[str, date]]:
        """Return, per customer with an open invoice that was due before a day, the one that is due longest: number and due date."""
        overdue = self.filter(transaction__customer__in=customers, transaction__type=CustomerTransactionType.INVOICE, due_date__lt=before)
        oldest = overdue.filter(balance__gt=0).order_by("transaction__customer", "due_date", "pk").distinct("transaction__customer")
        return {
            key: (number, due)
            for key, number, due in oldest.values_list("transaction__customer", "transaction__document_number", "due_date")
        }


class OpenTransaction(EntityModel):
    """What is still open of a customer transaction; the row exists while its balance is not zero.

    ``voucher`` is that of the transaction: lists of a million invoices find the open ones by it.
    """

    transaction = models.OneToOneField(CustomerTransaction, models.PROTECT, related_name="open_part", verbose_name=_("transaction"))
    voucher = models.ForeignKey(Voucher, models.PROTECT, db_index=False, related_name="open_parts", verbose_name=_("voucher"))
    amount = AmountField(_("amount"))
    balance = AmountField(_("balance"))
    accounting_balance = AmountField(_("balance in accounting currency"))
    due_date = models.DateField(_("due date"))
    discount_dates = models.JSONField(_("cash discounts"), default=list, blank=True)
    discount_percent = PercentField(_("cash discount %"), default=0)
    disputed = models.BooleanField(_("disputed"), default=False)

    objects: ClassVar[Any] = scoped_manager(OpenTransactionQuerySet)

    class Meta:
        ordering = ["due_date", "id"]
        verbose_name = _("open transaction")
        verbose_name_plural = _("open transactions")
        constraints = [
            models.CheckConstraint(
                name="open_balance_within_amount",
                condition=(Q(amount__gt=0) & Q(balance__gt=0) & Q(balance__lte=F("amount")))
                | (Q(amount__lt=0) & Q(balance__lt=0) & Q(balance__gte=F("amount"))),
            ),
            same_sign("open_balance_side", "balance", "accounting_balance"),
            percentage("open_discount_percent", "discount_percent"),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "due_date"], name="open_transaction_by_due_date"),
            models.Index(fields=["legal_entity", "voucher", "due_date"], name="open_transaction_by_voucher"),
        ]

    def __str__(self) -> str:
        """Return the transaction and its balance."""
        return f"{self.transaction} {self.balance}"
