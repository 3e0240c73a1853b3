"""What invoicing adds to the page of a customer: its latest invoices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Related
from foundation.backoffice.registry import register_related
from foundation.organization.access import Access
from invoicing.models import CustomerInvoice, DocumentType

VIEW = "invoicing.view_customerinvoice"
LATEST = 5


def register() -> None:
    """Put invoices on the pages of customers and of their transactions."""
    register_related("customers.customer", latest_invoices)
    register_related("customers.customertransaction", invoice_of_transaction)


def latest_invoices(customer: Any, access: Access) -> Iterable[Related]:
    """Return the latest invoices that the customer pays, and where all of them stand."""
    if not access.may(VIEW):
        return
    rows = CustomerInvoice.of(access.legal_entity).filter(invoice_account=customer).with_open_balance()
    for invoice in rows.order_by("-invoice_date", "-pk")[:LATEST]:
        yield _related(invoice, access)
    yield Related(
        "", _("All invoices of the customer"), entity_url(access.legal_entity, "invoicing:invoices", {"customer": customer.account})
    )


def invoice_of_transaction(transaction: Any, access: Access) -> Iterable[Related]:
    """Return the invoice behind a transaction, where there is one."""
    if access.may(VIEW):
        for invoice in CustomerInvoice.of(access.legal_entity).filter(voucher=transaction.voucher_id).with_open_balance():
            yield _related(invoice, access)


def _related(invoice: Any, access: Access) -> Related:
    kind = _("Credit note") if invoice.document_type == DocumentType.CREDIT_NOTE else _("Invoice")
    state, tone = (_("Open"), "blue") if invoice.open_balance else (_("Closed"), "green")
    url = entity_url(access.legal_entity, "invoicing:invoice", pk=invoice.pk)
    return Related(kind, invoice.number, url, invoice.invoice_date, state, tone, invoice.invoice_amount, invoice.currency_id)
