"""What an invoice prints of parties, delivery and terms, copied at posting so that later edits change no paper."""

from __future__ import annotations

from typing import Any

from customers.addresses import AddressBook, address_fields
from customers.models import Customer
from foundation.organization.models import LegalEntity
from invoicing.planning import InvoiceDraft
from sales.delivery_places import address_of, modes_in

SELLER_FIELDS = (
    "name",
    "street",
    "postal_code",
    "city",
    "country",
    "phone",
    "email",
    "website",
    "vat_number",
    "registration_number",
    "registration_scheme",
    "electronic_address",
    "electronic_address_scheme",
    "legal_footer",
    "bank_name",
    "iban",
    "bic",
)


def seller_snapshot(entity: LegalEntity) -> dict[str, Any]:
    """Return the seller as printed."""
    return {name: getattr(entity, name) for name in SELLER_FIELDS}


def buyer_snapshot(customer: Customer, book: AddressBook) -> dict[str, Any]:
    """Return the buyer as printed: the invoice account with its invoice address."""
    return {
        "account": customer.account,
        "name": customer.party.name,
        "vat_number": customer.vat_number,
        "buyer_reference": customer.buyer_reference,
        "email": book.email(customer.party_id, "invoice"),
        "electronic_address": customer.electronic_address,
        "electronic_address_scheme": customer.electronic_address_scheme,
    } | address_fields(book.address(customer.party_id, "invoice"))


def delivery_snapshot(draft: InvoiceDraft, language: str) -> dict[str, Any]:
    """Return the delivery as printed: the address that all lines went to, else that of the leading order."""
    order, places = draft.leading.order, {line.address for line in draft.lines}
    address = places.pop() if len(places) == 1 else address_of(order)
    modes = modes_in(language, ((line.line.place, line.order.order) for line in draft.lines if line.order is draft.leading))
    return {
        **address._asdict(),
        "terms": order.delivery_terms.name_in(language) if order.delivery_terms else "",
        "mode": modes or (order.delivery_mode.name_in(language) if order.delivery_mode else ""),
    }


def terms_snapshot(draft: InvoiceDraft, discounts: tuple[tuple[str, str, str], ...]) -> dict[str, Any]:
    """Return the terms of payment as posted, with the orders and packing slips that the invoice covers and the invoices it corrects."""
    order = draft.leading.order
    return {
        "code": order.payment_terms.code if order.payment_terms else "",
        "text": order.payment_terms.name_in(order.language) if order.payment_terms else "",
        "cash_discounts": [list(discount) for discount in discounts],
        "payment_method": order.payment_method.code if order.payment_method else "",
        "payment_means": order.payment_method.means_code if order.payment_method else "30",
        "orders": draft.order_numbers,
        "customer_references": [known.order.customer_reference for known in draft.orders if known.order.customer_reference],
        "references": {known.order.number: known.order.customer_reference for known in draft.orders if known.order.customer_reference},
        "packing_slips": draft.slip_numbers,
        "corrects": [{"number": known.number, "date": known.invoice_date.isoformat()} for known in draft.originals],
    }


def tax_statements(draft: InvoiceDraft, language: str) -> list[str]:
    """Return the sentences that explain why no tax is charged, each once, in the invoice's language."""
    texts = []
    for row in draft.taxes.rows if draft.taxes else []:
        by_language = dict(row.rule.exemption_texts)
        text = by_language.get(language) or by_language.get("en") or ""
        if text and not (row.rule.effective_rate and row.tax):
            texts.append(text)
    return list(dict.fromkeys(texts))
