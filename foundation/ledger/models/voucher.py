"""Vouchers and their entries: posted once, balanced, sealed, never changed (reliability.md §4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Self

import pgtrigger
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import rounded, same_sign
from foundation.database.triggers import immutable
from foundation.fields import AmountField
from foundation.ledger.models.account import MainAccount, PostingType
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager

_BALANCED = """
    IF (WITH entries AS MATERIALIZED (SELECT currency_id, amount, accounting_amount FROM ledger_ledgerentry WHERE voucher_id = NEW.id)
        SELECT count(*) < 2 OR sum(accounting_amount) <> 0
               OR EXISTS (SELECT 1 FROM entries GROUP BY currency_id HAVING sum(amount) <> 0) FROM entries) THEN
        RAISE EXCEPTION 'Voucher % does not balance', NEW.number USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
"""

_SEALED = """
    IF EXISTS (
        SELECT 1 FROM new_entries entry JOIN ledger_voucher voucher ON voucher.id = entry.voucher_id
        WHERE voucher.created_xid <> pg_current_xact_id()::text::bigint OR voucher.posted_at <> transaction_timestamp()
    ) THEN
        RAISE EXCEPTION 'A voucher takes no entries after the transaction that made it' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
"""


class TransactionId(Func):
    """The number of the current database transaction."""

    function = "pg_current_xact_id"
    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class VoucherQuerySet(ScopedQuerySet):
    """Finds vouchers."""

    def for_list(self) -> Self:
        """What the list shows, in one query; ``amount`` is the sum of the debit entries in accounting currency."""
        entries = LedgerEntry._base_manager.filter(voucher=OuterRef("pk"), accounting_amount__gt=0).order_by()
        debits = entries.values("voucher").annotate(debits=Sum("accounting_amount")).values("debits")
        return self.select_related("period", "posted_by").annotate(debit_total=Subquery(debits))

    def for_display(self) -> Self:
        """What the page of a voucher shows."""
        return self.select_related("period", "posted_by", "reversal_of")

    def for_detail(self) -> Self:
        """A voucher with its entries and posted taxes, in a fixed number of queries."""
        return self.for_display().prefetch_related("entries__main_account", "tax_transactions__tax_code")

    def matching(self, term: str) -> Self:
        """Vouchers whose number, or that of their source, begins with what was typed; latest first."""
        return self.filter(Q(number__istartswith=term) | Q(source_number__istartswith=term)).order_by("-date", "-pk")

    def on_account(self, number: str) -> Self:
        """Vouchers with an entry on a main account."""
        entries = LedgerEntry._base_manager.filter(voucher=OuterRef("pk"), main_account__number=number)
        return self.filter(Exists(entries))


class LedgerEntryQuerySet(ScopedQuerySet):
    """Finds entries of vouchers."""

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.select_related("voucher", "main_account")

    def of_voucher(self, voucher: Voucher) -> Self:
        """The entries of one voucher in their order."""
        return self.filter(voucher=voucher).select_related("main_account").order_by("line_number")


class Voucher(EntityModel):
    """A set of entries that sum to zero in the transaction currency and in the accounting currency.

    Written by ``foundation.ledger.services.post_vouchers`` and by nobody else.
    """

    number = models.CharField(_("voucher"), max_length=20)
    date = models.DateField(_("date"))
    period = models.ForeignKey("organization.FiscalPeriod", models.PROTECT, related_name="+", verbose_name=_("period"))
    source_type = models.CharField(_("source"), max_length=60)
    source_number = models.CharField(_("source document"), max_length=30, blank=True)
    text = models.CharField(_("text"), max_length=120, blank=True)
    reversal_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reversals")
    posted_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField(_("posted at"), db_default=TransactionNow(), editable=False)
    created_xid = models.BigIntegerField(db_default=TransactionId(), editable=False)

    objects: ClassVar[Any] = scoped_manager(VoucherQuerySet)

    class Meta:
        ordering = ["-date", "-id"]
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="voucher_number_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="voucher_in_entity"),
        ]
        indexes = [models.Index(fields=["legal_entity", "-date", "-id"], name="voucher_by_date")]
        triggers = [
            *immutable(),
            pgtrigger.Trigger(
                name="voucher_balanced",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                level=pgtrigger.Row,
                timing=pgtrigger.Deferred,
                func=_BALANCED,
            ),
        ]

    def __str__(self) -> str:
        """Return the voucher number."""
        return self.number


def debit_of(amount: Decimal, *, is_correction: bool) -> Decimal | None:
    """Return an amount that stands on the debit side, or None; a correction stands with a minus sign on the other side than its own."""
    return amount if (amount > 0) != is_correction else None


class LedgerEntry(EntityModel):
    """One line of a voucher; debit is positive, credit negative, a correction stands on the original's side."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, db_index=False, related_name="entries")
    line_number = models.PositiveIntegerField(_("line"))
    main_account = models.ForeignKey(MainAccount, models.PROTECT, db_index=False, related_name="+", verbose_name=_("main account"))
    posting_type = models.CharField(_("posting type"), max_length=30, choices=PostingType.choices)
    currency = models.ForeignKey("organization.Currency", models.PROTECT, db_index=False, related_name="+", verbose_name=_("currency"))
    amount = AmountField(_("amount"))
    accounting_amount = AmountField(_("amount in accounting currency"))
    is_correction = models.BooleanField(_("correction"), default=False)
    party_account = models.CharField(_("account"), max_length=20, blank=True, default="")
    tax_code = models.CharField(_("sales tax code"), max_length=20, blank=True, default="")
    text = models.CharField(_("text"), max_length=120, blank=True, default="")

    objects: ClassVar[Any] = scoped_manager(LedgerEntryQuerySet)

    class Meta:
        ordering = ["voucher", "line_number"]
        verbose_name = _("voucher transaction")
        verbose_name_plural = _("voucher transactions")
        constraints = [
            models.UniqueConstraint(fields=["voucher", "line_number"], name="ledger_entry_line_unique"),
            same_sign("ledger_entry_same_side", "amount", "accounting_amount"),
            rounded("ledger_entry_rounded", "amount"),
        ]
        indexes = [models.Index(fields=["legal_entity", "main_account", "voucher"], name="ledger_entry_by_account")]
        triggers = [
            *immutable(),
            pgtrigger.Trigger(
                name="voucher_sealed",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="new_entries"),
                func=_SEALED,
            ),
        ]

    def __str__(self) -> str:
        """Return account and amount."""
        return f"{self.main_account} {self.amount}"

    @property
    def debit(self) -> Decimal | None:
        """Return the amount when it stands on the debit side; a correction stands there with a minus sign."""
        return debit_of(self.amount, is_correction=self.is_correction)

    @property
    def credit(self) -> Decimal | None:
        """Return the amount when it stands on the credit side, as it is shown there: without the sign of a credit."""
        return None if self.debit is not None else -self.amount
