"""The kinds of documents that are printed and sent, and for which purpose their receiver keeps an e-mail address."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentType(models.TextChoices):
    """What is printed (invoicing.md 9.1, customers.md §2.5)."""

    QUOTATION = "quotation", _("Quotation")
    CONFIRMATION = "confirmation", _("Order confirmation")
    PICKING_LIST = "picking_list", _("Picking list")
    PACKING_SLIP = "packing_slip", _("Packing slip")
    CUSTOMER_INVOICE = "customer_invoice", _("Customer invoice")
    CREDIT_NOTE = "credit_note", _("Customer credit note")
    FREE_TEXT_INVOICE = "free_text_invoice", _("Free text invoice")
    FREE_TEXT_CREDIT_NOTE = "free_text_credit", _("Free text credit note")
    ADVANCE_INVOICE = "advance_invoice", _("Advance invoice")
    PRO_FORMA = "pro_forma", _("Pro forma invoice")
    PRO_FORMA_QUOTATION = "pro_forma_quotation", _("Pro forma quotation")
    PRO_FORMA_CONFIRMATION = "pro_forma_confirm", _("Pro forma confirmation")
    PRO_FORMA_SLIP = "pro_forma_slip", _("Pro forma packing slip")
    INTEREST_NOTE = "interest_note", _("Interest note")
    COLLECTION_LETTER = "collection_letter", _("Collection letter")
    STATEMENT = "statement", _("Customer statement")
    RETURN_ORDER = "return_order", _("Return order")
    SALES_AGREEMENT = "sales_agreement", _("Sales agreement")


_PURPOSES = {
    DocumentType.QUOTATION: "sales",
    DocumentType.CONFIRMATION: "sales",
    DocumentType.RETURN_ORDER: "sales",
    DocumentType.SALES_AGREEMENT: "sales",
    DocumentType.PICKING_LIST: "delivery",
    DocumentType.PACKING_SLIP: "delivery",
    DocumentType.PRO_FORMA_QUOTATION: "sales",
    DocumentType.PRO_FORMA_CONFIRMATION: "sales",
    DocumentType.PRO_FORMA_SLIP: "delivery",
}


def default_purpose(document_type: str) -> str:
    """Return the e-mail purpose that a kind of document is sent for when its setting names none."""
    return _PURPOSES.get(DocumentType(document_type), "invoice")
