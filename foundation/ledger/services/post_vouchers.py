"""Post vouchers: any number at once, with the same number of statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import transaction

from foundation.database.fast_insert import insert_objects, insert_rows
from foundation.ledger.accounts import AccountDetermination
from foundation.ledger.models import LedgerEntry, LedgerParameters, PostingType, TaxTransaction, Voucher
from foundation.ledger.vouchers import EntryDraft, VoucherDraft, in_accounting_currency, merged, to_accounting
from foundation.organization.models import LegalEntity, User
from foundation.organization.services.numbering import NumberSeries, take_numbers

ENTRY_FIELDS = (
    "voucher_id",
    "line_number",
    "legal_entity_id",
    "main_account_id",
    "posting_type",
    "currency_id",
    "amount",
    "accounting_amount",
    "is_correction",
    "party_account",
    "tax_code",
    "text",
)
TAX_FIELDS = (
    "voucher_id",
    "legal_entity_id",
    "tax_code_id",
    "category",
    "rate",
    "tax_date",
    "currency_id",
    "base",
    "tax",
    "accounting_base",
    "accounting_tax",
    "exempt",
    "reverse_charge",
    "buyer_vat_number",
    "buyer_country",
)


@transaction.atomic(savepoint=False)
def post_vouchers(
    legal_entity: LegalEntity,
    drafts: Sequence[VoucherDraft],
    *,
    user: User | None,
    reference: str,
    accounts: AccountDetermination | None = None,
    parameters: LedgerParameters | None = None,
    series: NumberSeries | None = None,
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
    _number(legal_entity, drafts, reference, series)
    vouchers = insert_objects(_headers(legal_entity, drafts, user))
    insert_rows(LedgerEntry, ENTRY_FIELDS, _entry_rows(legal_entity, vouchers, entries))
    insert_rows(TaxTransaction, TAX_FIELDS, _tax_rows(legal_entity, vouchers, drafts))
    return vouchers


def _entry_rows(
    legal_entity: LegalEntity, vouchers: Sequence[Voucher], entries: Sequence[Sequence[EntryDraft]]
) -> Iterator[tuple[object, ...]]:
    for voucher, lines in zip(vouchers, entries, strict=True):
        for line, entry in enumerate(lines, start=1):
            yield (
                voucher.pk,
                line,
                legal_entity.pk,
                entry.account_id,
                entry.posting_type,
                entry.currency,
                entry.amount,
                entry.accounting_amount,
                entry.is_correction,
                entry.party_account,
                entry.tax_code,
                entry.text[:120],
            )


def _tax_rows(legal_entity: LegalEntity, vouchers: Sequence[Voucher], drafts: Sequence[VoucherDraft]) -> Iterator[tuple[object, ...]]:
    step = legal_entity.currency.precision
    for voucher, draft in zip(vouchers, drafts, strict=True):
        for tax in draft.taxes:
            yield (
                voucher.pk,
                legal_entity.pk,
                tax.tax_code_id,
                tax.category,
                tax.rate,
                tax.tax_date,
                draft.currency,
                tax.base,
                tax.tax,
                to_accounting(tax.base, draft.rate, draft.factor, step),
                to_accounting(tax.tax, draft.rate, draft.factor, step),
                tax.exempt,
                tax.reverse_charge,
                tax.buyer_vat_number,
                tax.buyer_country,
            )


def _summarised(draft: VoucherDraft) -> VoucherDraft:
    draft.entries = merged(draft.entries)
    return draft


def _number(legal_entity: LegalEntity, drafts: Sequence[VoucherDraft], reference: str, series: NumberSeries | None) -> None:
    unnumbered = [draft for draft in drafts if not draft.number]
    if not unnumbered:
        return
    numbers = take_numbers(legal_entity, reference, len(unnumbered), unnumbered[0].date, series=series)
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
