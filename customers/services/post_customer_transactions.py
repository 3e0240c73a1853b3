"""Write the customers' side of vouchers: posted transactions and their open parts (invoicing.md 8.2)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from customers.models import CustomerTransaction, OpenTransaction
from foundation.database.fast_insert import insert_objects
from foundation.ledger.models import Voucher
from foundation.organization.models import LegalEntity


@dataclass(frozen=True, slots=True)
class CustomerTransactionDraft:
    """One future customer transaction; amounts debit positive, in the document's and in the accounting currency."""

    voucher: Voucher
    customer_id: int
    type: str
    summary_account_id: int
    document_number: str
    date: datetime.date
    due_date: datetime.date
    currency: str
    amount: Decimal
    accounting_amount: Decimal
    order_account_id: int | None = None
    posting_profile_id: int | None = None
    document_date: datetime.date | None = None
    exchange_rate: Decimal = Decimal(1)
    instalment: int = 1
    instalments: int = 1
    payment_reference: str = ""
    text: str = ""
    discounts: tuple[tuple[str, str, str], ...] = field(default_factory=tuple)


@transaction.atomic(savepoint=False)
def post_customer_transactions(legal_entity: LegalEntity, drafts: Sequence[CustomerTransactionDraft]) -> list[CustomerTransaction]:
    """Insert the transactions and, for those that are not zero, their open parts: two statements for any number.

    ``discounts`` of a draft are (date, percent, amount) as text, frozen on the open part.
    """
    written = insert_objects([_transaction(legal_entity, draft) for draft in drafts])
    insert_objects(
        [
            OpenTransaction(
                legal_entity=legal_entity,
                transaction=posted,
                voucher=draft.voucher,
                amount=draft.amount,
                balance=draft.amount,
                accounting_balance=draft.accounting_amount,
                due_date=draft.due_date,
                discount_dates=[list(discount) for discount in draft.discounts],
                discount_percent=Decimal(draft.discounts[0][1]) if draft.discounts else Decimal(0),
            )
            for posted, draft in zip(written, drafts, strict=True)
            if draft.amount
        ]
    )
    return written


def _transaction(legal_entity: LegalEntity, draft: CustomerTransactionDraft) -> CustomerTransaction:
    return CustomerTransaction(
        legal_entity=legal_entity,
        customer_id=draft.customer_id,
        order_account_id=draft.order_account_id,
        type=draft.type,
        voucher=draft.voucher,
        summary_account_id=draft.summary_account_id,
        posting_profile_id=draft.posting_profile_id,
        document_number=draft.document_number,
        date=draft.date,
        document_date=draft.document_date,
        due_date=draft.due_date,
        currency_id=draft.currency,
        amount=draft.amount,
        accounting_amount=draft.accounting_amount,
        exchange_rate=draft.exchange_rate,
        instalment=draft.instalment,
        instalments=draft.instalments,
        payment_reference=draft.payment_reference,
        text=draft.text[:120],
    )
