"""Post vouchers: any number at once, with the same number of statements (models-of-style 3.4)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from foundation.ledger.accounts import AccountDetermination
from foundation.ledger.models import LedgerEntry, LedgerParameters, PostingType, TaxTransaction, Voucher
from foundation.ledger.vouchers import EntryDraft, VoucherDraft, in_accounting_currency, merged, to_accounting
from foundation.organization.models import LegalEntity, User
from foundation.organization.services.numbering import take_numbers


@transaction.atomic
def post_vouchers(
    legal_entity: LegalEntity,
    drafts: Sequence[VoucherDraft],
    *,
    user: User | None,
    reference: str,
    accounts: AccountDetermination | None = None,
    parameters: LedgerParameters | None = None,
) -> list[Voucher]:
    """Write vouchers with their entries and tax transactions, and return them in the order of the drafts.

    Drafts without a number draw one from the series of ``reference``; all drafts of one call share their date. The caller
    holds the fiscal period. Raises VoucherOutOfBalance (INV-112) and the refusals of ``take_numbers``.
    """
    if not drafts:
        return []
    accounts = accounts or AccountDetermination.load(legal_entity)
    parameters = parameters or LedgerParameters.of(legal_entity)
    step = legal_entity.currency.precision
    entries = [
        in_accounting_currency(
            draft if not parameters.summarised_vouchers else _summarised(draft),
            step=step,
            accounting_currency=legal_entity.currency_id,
            largest_difference=parameters.max_conversion_penny_difference,
            penny_account=accounts.automatic_or_none(PostingType.ACCOUNTING_PENNY_DIFFERENCE),
        )
        for draft in drafts
    ]
    _number(legal_entity, drafts, reference)
    vouchers = Voucher.of(legal_entity).bulk_create(_headers(legal_entity, drafts, user))
    LedgerEntry.of(legal_entity).bulk_create(_entry_rows(legal_entity, vouchers, entries))
    TaxTransaction.of(legal_entity).bulk_create(_tax_rows(legal_entity, vouchers, drafts))
    return vouchers


def _entry_rows(legal_entity: LegalEntity, vouchers: Sequence[Voucher], entries: Sequence[Sequence[EntryDraft]]) -> list[LedgerEntry]:
    return [
        LedgerEntry(
            legal_entity=legal_entity,
            voucher=voucher,
            line_number=line,
            main_account_id=entry.account_id,
            posting_type=entry.posting_type,
            currency_id=entry.currency,
            amount=entry.amount,
            accounting_amount=entry.accounting_amount,
            is_correction=entry.is_correction,
            party_account=entry.party_account,
            tax_code=entry.tax_code,
            text=entry.text[:120],
        )
        for voucher, lines in zip(vouchers, entries, strict=True)
        for line, entry in enumerate(lines, start=1)
    ]


def _tax_rows(legal_entity: LegalEntity, vouchers: Sequence[Voucher], drafts: Sequence[VoucherDraft]) -> list[TaxTransaction]:
    step = legal_entity.currency.precision
    return [
        TaxTransaction(
            legal_entity=legal_entity,
            voucher=voucher,
            tax_code_id=tax.tax_code_id,
            category=tax.category,
            rate=tax.rate,
            tax_date=tax.tax_date,
            currency_id=draft.currency,
            base=tax.base,
            tax=tax.tax,
            accounting_base=to_accounting(tax.base, draft.rate, draft.factor, step),
            accounting_tax=to_accounting(tax.tax, draft.rate, draft.factor, step),
            exempt=tax.exempt,
            reverse_charge=tax.reverse_charge,
            buyer_vat_number=tax.buyer_vat_number,
            buyer_country=tax.buyer_country,
        )
        for voucher, draft in zip(vouchers, drafts, strict=True)
        for tax in draft.taxes
    ]


def _summarised(draft: VoucherDraft) -> VoucherDraft:
    draft.entries = merged(draft.entries)
    return draft


def _number(legal_entity: LegalEntity, drafts: Sequence[VoucherDraft], reference: str) -> None:
    unnumbered = [draft for draft in drafts if not draft.number]
    if not unnumbered:
        return
    numbers = take_numbers(legal_entity, reference, len(unnumbered), unnumbered[0].date)
    for draft, number in zip(unnumbered, numbers, strict=True):
        draft.number = number


def _headers(legal_entity: LegalEntity, drafts: Sequence[VoucherDraft], user: User | None) -> list[Voucher]:
    return [
        Voucher(
            legal_entity=legal_entity,
            number=draft.number,
            date=draft.date,
            period_id=draft.period_id,
            source_type=draft.source_type,
            source_number=draft.source_number,
            text=draft.text[:120],
            reversal_of_id=draft.reversal_of_id,
            posted_by=user,
        )
        for draft in drafts
    ]
