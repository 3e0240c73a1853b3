"""What invoicing announces to receivers outside: posted invoices and credit notes, by ids and totals."""

from __future__ import annotations

from foundation.events import subscribe
from foundation.webhooks.services.publish import publish_all
from foundation.webhooks.statuses import WebhookEvent
from invoicing.events import CustomerInvoicesPosted
from invoicing.models import CustomerInvoice


@subscribe(CustomerInvoicesPosted)
def announce_invoices(event: CustomerInvoicesPosted) -> None:
    """Announce invoices in the transaction that posts them."""
    publish_all(event.legal_entity, WebhookEvent.INVOICE_POSTED, map(_invoice, event.invoices))


def _invoice(invoice: CustomerInvoice) -> dict[str, object]:
    return {
        "id": invoice.pk,
        "number": invoice.number,
        "document_type": invoice.document_type,
        "customer": invoice.invoice_account_id,
        "customer_account": invoice.invoice_account.account,
        "invoice_date": invoice.invoice_date,
        "due_date": invoice.due_date,
        "currency": invoice.currency_id,
        "tax": invoice.sum_tax,
        "total": invoice.invoice_amount,
        "corrects": invoice.corrects_id,
    }
