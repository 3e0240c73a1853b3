"""The voucher of a customer invoice as plain data (invoicing.md 1.10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from foundation.ledger.errors import NoAccount
from foundation.ledger.models import PostingType
from foundation.ledger.vouchers import EntryDraft, TaxDraft
from invoicing.context import InvoicingContext
from invoicing.planning import DraftCharge, DraftLine, InvoiceDraft
from sales.models import ChargeCode

ZERO = Decimal(0)
DEBITED = frozenset({PostingType.CUSTOMER_BALANCE, PostingType.LINE_DISCOUNT, PostingType.INVOICE_DISCOUNT, PostingType.COST_OF_GOODS})
"""What a sale debits; it credits everything else."""


def entries_of(draft: InvoiceDraft, context: InvoicingContext) -> list[EntryDraft]:
    """Return the entries of an invoice in its currency; raises NoAccount (INV-110) and NoPostingProfileLine (CU-032)."""
    customer = draft.leading.order.invoice_account
    summary = context.profiles.summary_account(customer)
    discount_account = context.accounts.automatic_or_none(PostingType.INVOICE_DISCOUNT)
    entries = [EntryDraft(summary, PostingType.CUSTOMER_BALANCE, draft.amount, party_account=customer.account)]
    for line in draft.lines:
        entries.extend(_line_entries(line, context, lowered=discount_account is None))
    if draft.total_discount and discount_account is not None:
        entries.append(EntryDraft(discount_account, PostingType.INVOICE_DISCOUNT, draft.total_discount))
    charges = [entry for charge in (*draft.charges, *draft.internal_charges) for entry in _charge_entries(draft, charge, context)]
    return _on_their_sides(draft, entries) + charges + _on_their_sides(draft, _tax_and_rounding(draft, context))


def _tax_and_rounding(draft: InvoiceDraft, context: InvoicingContext) -> list[EntryDraft]:
    entries = [
        EntryDraft(row.rule.account_id, PostingType.SALES_TAX, -row.tax, tax_code=row.rule.code)
        for row in (draft.taxes.rows if draft.taxes else [])
        if row.tax and row.rule.account_id is not None
    ]
    if draft.round_off:
        entries.append(EntryDraft(context.accounts.automatic(PostingType.INVOICE_ROUNDING), PostingType.INVOICE_ROUNDING, -draft.round_off))
    return entries


def _on_their_sides(draft: InvoiceDraft, entries: Iterable[EntryDraft]) -> list[EntryDraft]:
    """Put what a correction takes back on the side where a sale books it, below zero (invoicing.md 6.4)."""
    if not draft.credit_correction:
        return list(entries)
    return [replace(entry, is_correction=_takes_back(draft, entry)) for entry in entries]


def _takes_back(draft: InvoiceDraft, entry: EntryDraft) -> bool:
    """Tell whether a sale would have booked the entry on the other side; a rounding follows its document, it has no side of its own."""
    if entry.posting_type == PostingType.INVOICE_ROUNDING:
        return draft.is_credit_note
    return bool(entry.amount) and (entry.amount > 0) != (entry.posting_type in DEBITED)


def _line_entries(line: DraftLine, context: InvoicingContext, *, lowered: bool) -> list[EntryDraft]:
    keys = account_keys(line)
    revenue = context.accounts.account(PostingType.REVENUE, **keys)
    discount = context.accounts.account_or_none(PostingType.LINE_DISCOUNT, **keys)
    net = line.net - (line.discount_share if lowered else ZERO)
    if discount is None or line.gross == line.net:
        return [EntryDraft(revenue, PostingType.REVENUE, -net)]
    given = line.gross - line.net
    return [EntryDraft(revenue, PostingType.REVENUE, -net - given), EntryDraft(discount, PostingType.LINE_DISCOUNT, given)]


def account_keys(line: DraftLine) -> dict[str, str]:
    """Return what account determination asks about a line."""
    customer = line.order.order.invoice_account
    return {
        "item": line.line.item_number,
        "item_group": line.line.item_group or "",
        "customer": customer.account,
        "customer_group": customer.group.code,
        "tax_group": line.line.tax_group or "",
    }


def _charge_entries(draft: InvoiceDraft, charge: DraftCharge, context: InvoicingContext) -> list[EntryDraft]:
    """Return the sides of a charge that are not the customer's: that one is in the invoice amount.

    A charge that lowers what the customer pays has an amount below zero; one without the customer is booked on both sides.
    """
    code, side = charge.charge.code, ChargeCode.Side
    booked = charge.amount * (code.customer_sign or 1)
    sides = [(code.debit, code.debit_account_id, booked), (code.credit, code.credit_account_id, -booked)]
    entries = []
    for kind, account_id, amount in sides:
        if kind != side.CUSTOMER:
            corrects = draft.credit_correction and booked < 0
            account = _charge_account(charge, kind == side.ITEM, account_id, context)
            entries.append(EntryDraft(account, PostingType.CHARGE, amount, is_correction=corrects))
    return entries


def _charge_account(charge: DraftCharge, is_item: bool, account_id: int | None, context: InvoicingContext) -> int:
    """Return the account of a side of a charge: its own, or for the side *Item* the revenue account of the line's item."""
    if is_item and charge.line is not None:
        return context.accounts.account(PostingType.REVENUE, **account_keys(charge.line))
    if account_id is None:
        raise NoAccount(posting_type=PostingType.CHARGE.label, item=charge.charge.code.code, customer="–")
    return account_id


def cost_entries(draft: InvoiceDraft, line: DraftLine, cost: Decimal, context: InvoicingContext) -> list[EntryDraft]:
    """Return the entries that book the cost of a line, in accounting currency."""
    keys, currency = account_keys(line), context.legal_entity.currency_id
    entries = [
        EntryDraft(context.accounts.account(PostingType.COST_OF_GOODS, **keys), PostingType.COST_OF_GOODS, cost, currency=currency),
        EntryDraft(context.accounts.account(PostingType.INVENTORY, **keys), PostingType.INVENTORY, -cost, currency=currency),
    ]
    return _on_their_sides(draft, entries)


def taxes_of(draft: InvoiceDraft) -> list[TaxDraft]:
    """Return the tax transactions of an invoice, zero ones included."""
    customer = draft.leading.order.invoice_account
    return [
        TaxDraft(
            tax_code_id=row.rule.tax_code_id,
            category=row.rule.category,
            rate=row.rule.rate,
            base=row.base,
            tax=row.tax,
            tax_date=draft.tax_date,
            exempt=row.rule.exempt,
            reverse_charge=row.rule.reverse_charge,
            buyer_vat_number=customer.vat_number,
            buyer_country=customer.vat_country,
        )
        for row in (draft.taxes.rows if draft.taxes else [])
    ]
