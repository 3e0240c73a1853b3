"""Vouchers and their entries: posted once, balanced, sealed, never changed (reliability.md §4)."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _

from foundation.fields import AmountField
from foundation.ledger.models.account import MainAccount, PostingType
from foundation.organization.scope import EntityModel
from foundation.triggers import immutable

_BALANCED = """
    IF (SELECT count(*) < 2 OR sum(accounting_amount) <> 0 FROM ledger_ledgerentry WHERE voucher_id = NEW.id)
       OR EXISTS (SELECT 1 FROM ledger_ledgerentry WHERE voucher_id = NEW.id GROUP BY currency_id HAVING sum(amount) <> 0) THEN
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


class LedgerEntry(EntityModel):
    """One line of a voucher; debit is positive, credit negative, a correction stands on the original's side."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="entries")
    line_number = models.PositiveIntegerField(_("line"))
    main_account = models.ForeignKey(MainAccount, models.PROTECT, related_name="+", verbose_name=_("main account"))
    posting_type = models.CharField(_("posting type"), max_length=30, choices=PostingType.choices)
    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("currency"))
    amount = AmountField(_("amount"))
    accounting_amount = AmountField(_("amount in accounting currency"))
    is_correction = models.BooleanField(_("correction"), default=False)
    party_account = models.CharField(_("account"), max_length=20, blank=True, default="")
    tax_code = models.CharField(_("sales tax code"), max_length=20, blank=True, default="")
    text = models.CharField(_("text"), max_length=120, blank=True, default="")

    class Meta:
        ordering = ["voucher", "line_number"]
        verbose_name = _("voucher transaction")
        verbose_name_plural = _("voucher transactions")
        constraints = [
            models.UniqueConstraint(fields=["voucher", "line_number"], name="ledger_entry_line_unique"),
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
