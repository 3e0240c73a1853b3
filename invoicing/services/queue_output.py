"""Queue what happens with an invoice after the commit: archive its PDF and deliver it; posting never waits for paper."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.documents.services.outbox import OutboxItem, enqueue
from foundation.organization.models import LegalEntity
from invoicing.models import CustomerInvoice

ARCHIVE_INVOICE = "archive_invoice"
INVOICE_DOCUMENT = "customer_invoice"


def queue_output(legal_entity: LegalEntity, invoices: Sequence[CustomerInvoice], *, send: bool) -> None:
    """Write one outbox row per invoice, inside the posting's transaction; without ``send`` the PDF is only archived."""
    enqueue(
        legal_entity,
        [OutboxItem(ARCHIVE_INVOICE, INVOICE_DOCUMENT, invoice.pk, invoice.number, {"deliver": send}) for invoice in invoices],
    )
