"""What the timelines of orders, packing slips and invoices tell of invoices and of how they were sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from foundation.backoffice.documents import StoryPart
from foundation.backoffice.registry import register_story
from foundation.documents.document_types import DocumentType
from foundation.organization.access import Access
from invoicing.models import CustomerInvoice

INVOICE, VIEW = "invoicing.customerinvoice", "invoicing.view_customerinvoice"
PAPERS = (DocumentType.CUSTOMER_INVOICE, DocumentType.CREDIT_NOTE)


def register() -> None:
    """Add all of it."""
    register_story("sales.salesorder", order_story)
    register_story("sales.packingslip", slip_story)
    register_story(INVOICE, invoice_story)


def order_story(order: Any, access: Access) -> Iterable[StoryPart]:
    """Return the invoices of an order."""
    if access.may(VIEW):
        yield _part(CustomerInvoice.of(access.legal_entity).keys_of_order(order.pk))


def slip_story(slip: Any, access: Access) -> Iterable[StoryPart]:
    """Return the invoices of a packing slip."""
    if access.may(VIEW):
        yield _part(CustomerInvoice.of(access.legal_entity).keys_of_slip(slip.pk))


def invoice_story(invoice: Any, _access: Access) -> Iterable[StoryPart]:
    """Return how an invoice was sent."""
    yield StoryPart(INVOICE, [invoice.pk], papers=PAPERS)


def _part(keys: list[int]) -> StoryPart:
    return StoryPart(INVOICE, keys, "invoicing:invoice", PAPERS)
