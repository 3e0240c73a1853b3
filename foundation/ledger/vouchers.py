"""Vouchers as plain data, before they are written: conversion, merging and the penny difference (invoicing.md A.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from foundation.ledger.errors import VoucherOutOfBalance
from foundation.ledger.models import PostingType
from foundation.ledger.models.voucher import debit_of
from foundation.money import round_to_step

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """One future ledger entry, debit positive; ``amount`` is in ``currency``, which is the voucher's when left empty."""

    account_id: int
    posting_type: str
    amount: Decimal
    party_account: str = ""
    tax_code: str = ""
    text: str = ""
    is_correction: bool = False
    currency: str = ""
    accounting_amount: Decimal = ZERO

    @property
    def debit(self) -> Decimal | None:
        """Return the amount when it will stand on the debit side, a correction with a minus sign."""
        return debit_of(self.amount, is_correction=self.is_correction)

    @property
    def credit(self) -> Decimal | None:
        """Return the amount when it will stand on the credit side, as it is shown there."""
        return None if self.debit is not None else -self.amount


@dataclass(frozen=True, slots=True)
class TaxDraft:
    """One future tax transaction; base and tax are in the voucher's currency, signed like the document."""

    tax_code_id: int
    category: str
    rate: Decimal
    base: Decimal
    tax: Decimal
    tax_date: date
    exempt: bool = False
    reverse_charge: bool = False
    buyer_vat_number: str = ""
    buyer_country: str = ""


@dataclass(slots=True)
class VoucherDraft:
    """One future voucher. ``rate`` is accounting currency units per ``factor`` units of ``currency``."""

    date: date
    period_id: int
    source_type: str
    currency: str
    entries: list[EntryDraft]
    source_number: str = ""
    text: str = ""
    rate: Decimal = Decimal(1)
    factor: int = 1
    taxes: list[TaxDraft] = field(default_factory=list)
    number: str = ""
    reversal_of_id: int | None = None


def to_accounting(amount: Decimal, rate: Decimal, factor: int, step: Decimal) -> Decimal:
    """Return an amount converted to the accounting currency and rounded to its precision."""
    return round_to_step(amount * rate / factor, step)


def merged(entries: Sequence[EntryDraft]) -> list[EntryDraft]:
    """Merge entries that differ in their amount only, keeping debit and credit apart."""
    found: dict[EntryDraft, EntryDraft] = {}
    for entry in entries:
        key = replace(entry, amount=Decimal(1 if entry.amount > 0 else -1))
        known = found.get(key)
        found[key] = replace(known, amount=known.amount + entry.amount) if known else entry
    return list(found.values())


def in_accounting_currency(
    voucher: VoucherDraft, *, step: Decimal, accounting_currency: str, largest_difference: Decimal, penny_account: int | None
) -> list[EntryDraft]:
    """Return the entries with accounting amounts; what conversion leaves over goes to the penny difference account.

    Raises VoucherOutOfBalance (INV-112) when the difference is larger than allowed, or there is no account for it, or the
    voucher does not balance in its own currency.
    """
    entries = [_converted(entry, voucher, step, accounting_currency) for entry in voucher.entries]
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        sums[entry.currency] += entry.amount
    for currency, amount in sums.items():
        if amount:
            raise VoucherOutOfBalance(amount=amount, currency=currency)
    difference = sum((entry.accounting_amount for entry in entries), ZERO)
    if not difference:
        return entries
    if abs(difference) > largest_difference or penny_account is None:
        raise VoucherOutOfBalance(amount=difference, currency=accounting_currency)
    penny = EntryDraft(
        penny_account, PostingType.ACCOUNTING_PENNY_DIFFERENCE, ZERO, currency=voucher.currency, accounting_amount=-difference
    )
    return [*entries, penny]


def _converted(entry: EntryDraft, voucher: VoucherDraft, step: Decimal, accounting_currency: str) -> EntryDraft:
    currency = entry.currency or voucher.currency
    if currency == accounting_currency:
        return replace(entry, currency=currency, accounting_amount=entry.amount)
    return replace(entry, currency=currency, accounting_amount=to_accounting(entry.amount, voucher.rate, voucher.factor, step))
