"""Amounts that customers owe, posted as the invoicing does it, without an invoice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from customers.models import Customer, CustomerTransaction
from customers.posting_profiles import PostingProfiles
from customers.services.post_customer_transactions import CustomerTransactionDraft, post_customer_transactions
from foundation.ledger.models import PostingType
from foundation.ledger.services.post_vouchers import post_vouchers
from foundation.ledger.vouchers import EntryDraft, VoucherDraft
from foundation.organization.models import FiscalPeriod
from tests.factories.company import Company


def owe(
    company: Company, customer: Customer, amount: str, *, on: date = date(2026, 3, 1), due: date = date(2026, 3, 31)
) -> CustomerTransaction:
    """Let a customer owe an amount in accounting currency, with its voucher."""
    value = Decimal(amount)
    account = PostingProfiles.load(company.entity).summary_account(customer)
    entries = [
        EntryDraft(account, PostingType.CUSTOMER_BALANCE, value, party_account=customer.account),
        EntryDraft(company.accounts["8000"].pk, PostingType.REVENUE, -value),
    ]
    period = FiscalPeriod.of(company.entity).get(start_date__lte=on, end_date__gte=on)
    draft = VoucherDraft(on, period.pk, "customer_invoice", company.entity.currency_id, entries, source_number="F1")
    [voucher] = post_vouchers(company.entity, [draft], user=company.clerk, reference="invoice_voucher")
    kind = "invoice" if value > 0 else "credit_note"
    written = CustomerTransactionDraft(
        voucher, customer.pk, kind, account, f"F-{voucher.number}", on, due, company.entity.currency_id, value, value
    )
    return post_customer_transactions(company.entity, [written])[0]
