"""An invoice as it is printed: labels, lines with running totals, taxes and totals in the language of the document.

Needs nothing but the rows of the invoice, so that a posted invoice prints what was frozen and a pro forma what was planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from foundation.documents.formatting import (
    format_date,
    format_iban,
    format_money,
    format_percent,
    format_price,
    format_quantity,
)
from foundation.documents.rendering import Seller, TotalRow
from invoicing.models import CustomerInvoice, CustomerInvoiceCharge, CustomerInvoiceLine, CustomerInvoiceTax, DocumentType
from sales.delivery_places import DeliveryAddress
from sales.paper import recipient_lines

ZERO = Decimal(0)


@dataclass(frozen=True)
class InvoiceContent:
    """The rows of one invoice; ``slips`` and ``orders`` give the numbers printed with a line, by its line number,
    ``tax_codes`` the code of each tax row by its key.
    """

    invoice: CustomerInvoice
    lines: Sequence[CustomerInvoiceLine]
    taxes: Sequence[CustomerInvoiceTax]
    charges: Sequence[CustomerInvoiceCharge]
    slips: Mapping[int, Sequence[str]] = field(default_factory=dict)
    orders: Mapping[int, str] = field(default_factory=dict)
    tax_codes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PaperLine:
    """One printed line; ``running`` is the sum of the lines up to and including it, in the invoice's currency."""

    position: int
    item: str
    text: str
    detail: str
    quantity: Decimal
    unit: str
    price: Decimal
    discount: str
    rate: str
    amount: Decimal
    running: Decimal


def paper_context(content: InvoiceContent) -> dict[str, Any]:
    """Return what the template of an invoice shows; call it with the document's language active."""
    invoice = content.invoice
    lines = paper_lines(content)
    return {
        "title": title_of(invoice),
        "number": invoice.number,
        "seller": Seller(**{name: invoice.seller.get(name, "") for name in Seller.__dataclass_fields__}),
        "currency": invoice.currency_id,
        "recipient": recipient_lines(invoice.buyer.get("name", ""), invoice.buyer),
        "facts": facts_of(invoice),
        "delivery": _delivery(invoice),
        "lines": lines,
        "with_discounts": any(line.discount for line in lines),
        "taxes": content.taxes,
        "totals": totals_of(content),
        "payment_lines": payment_lines(invoice),
        "texts": texts_of(content),
    }


def title_of(invoice: CustomerInvoice) -> str:
    """Return the title on paper."""
    return _("Credit note") if invoice.document_type == DocumentType.CREDIT_NOTE else _("Invoice")


def facts_of(invoice: CustomerInvoice) -> list[tuple[str, str]]:
    """Return the pairs beside the address window; empty ones are left out by the template."""
    return [
        (_("Invoice date"), format_date(invoice.invoice_date)),
        (_("Document date"), format_date(invoice.document_date) if invoice.document_date else ""),
        (_("Date of supply"), _period(invoice)),
        (_("Due date"), format_date(invoice.due_date) if invoice.number else ""),
        (_("Corrects invoice"), _corrected(invoice)),
        (_("Customer"), invoice.buyer.get("account", "")),
        (_("Your VAT number"), invoice.buyer.get("vat_number", "")),
        (_("Your reference"), _references(invoice)),
        (_("Buyer reference"), invoice.buyer.get("buyer_reference", "")),
        (_("Our contact"), invoice.our_reference),
        (_("Sales order"), _enumerate(invoice.terms.get("orders", ()))),
        (_("Packing slip"), _enumerate(invoice.terms.get("packing_slips", ()))),
    ]


def paper_lines(content: InvoiceContent) -> list[PaperLine]:
    """Return the printed lines with their running totals."""
    rates = {content.tax_codes[tax.tax_code_id]: tax.rate for tax in content.taxes}
    many_slips = len({number for numbers in content.slips.values() for number in numbers}) > 1
    many_orders = len(set(content.orders.values())) > 1
    found, running = [], ZERO
    for line in content.lines:
        running += line.line_net
        text, _separator, more = line.description.partition("\n")
        details = [more]
        if many_orders and content.orders.get(line.line_number):
            details.append(_order_of(content, line))
        if many_slips and content.slips.get(line.line_number):
            details.append(_("Packing slip %(number)s") % {"number": ", ".join(content.slips[line.line_number])})
        if line.price_unit != 1:
            details.append(_("Price per %(quantity)s %(unit)s") % {"quantity": format_quantity(line.price_unit), "unit": line.unit_name})
        found.append(
            PaperLine(
                position=line.line_number,
                item=line.item_number,
                text=text,
                detail="\n".join(detail for detail in details if detail),
                quantity=line.quantity,
                unit=line.unit_name,
                price=line.unit_price,
                discount=discount_text(line, content.invoice.currency_id),
                rate=", ".join(format_percent(rates[code]) for code in line.tax_codes if code in rates),
                amount=line.line_net,
                running=running,
            )
        )
    return found


def discount_text(line: CustomerInvoiceLine, currency: str) -> str:
    """Return the discounts of a line in words: percentages as such, amounts per unit."""
    parts = [format_percent(percent) for percent in (line.discount_percent, line.multiline_percent) if percent]
    parts += [format_price(amount, currency) for amount in (line.discount_amount, line.multiline_amount) if amount]
    return " + ".join(parts)


def totals_of(content: InvoiceContent) -> list[TotalRow]:
    """Return the totals block: the total identity of invoicing.md A.1, row by row."""
    invoice = content.invoice
    rows = [TotalRow(_("Lines"), invoice.sum_lines)]
    if invoice.total_discount:
        rows.append(TotalRow(_("Total discount"), -invoice.total_discount))
    rows += [TotalRow(text, amount) for text, amount in _charges_by_text(content.charges).items()]
    rows += [
        TotalRow(_("Sales tax %(rate)s") % {"rate": format_percent(tax.rate)}, tax.tax) for tax in content.taxes if tax.tax or tax.rate
    ]
    if invoice.round_off:
        rows.append(TotalRow(_("Rounding"), invoice.round_off))
    label = _("To be credited") if invoice.invoice_amount < 0 else _("To pay")
    return [*rows, TotalRow(label, invoice.invoice_amount, strong=True)]


def payment_lines(invoice: CustomerInvoice) -> list[tuple[str, str]]:
    """Return how to pay; nothing for credit notes and pro formas."""
    if invoice.invoice_amount <= 0 or not invoice.number:
        return []
    seller = invoice.seller
    found = [
        (_("Amount"), format_money(invoice.invoice_amount, invoice.currency_id)),
        (_("No later than"), format_date(invoice.due_date)),
        (_("Terms of payment"), invoice.terms.get("text", "")),
        (_("IBAN"), format_iban(seller.get("iban", ""))),
        (_("BIC"), seller.get("bic", "")),
        (_("Reference"), invoice.payment_reference or invoice.number),
    ]
    for day, percent, amount in invoice.terms.get("cash_discounts", ()):
        words = _("%(percent)s %%, %(amount)s, when paid by %(date)s") % {
            "percent": percent,
            "amount": format_money(Decimal(amount), invoice.currency_id),
            "date": format_date(date.fromisoformat(day)),
        }
        found.append((_("Cash discount"), words))
    return found


def texts_of(content: InvoiceContent) -> list[str]:
    """Return the paragraphs at the end: reasons for zero tax, tax in the country's currency, the order's text."""
    invoice = content.invoice
    texts = list(invoice.vat_statements)
    if invoice.exchange_rate != 1 and any(tax.tax for tax in content.taxes):
        total = sum((tax.accounting_tax for tax in content.taxes), ZERO)
        texts.append(
            _("Sales tax in %(currency)s: %(amount)s (rate %(rate)s)")
            % {
                "currency": invoice.legal_entity.currency_id,
                "amount": format_money(total, invoice.legal_entity.currency_id),
                "rate": format_quantity(invoice.exchange_rate),
            }
        )
    if invoice.amounts_include_tax:
        texts.append(_("Unit prices include sales tax."))
    return [text for text in [*texts, invoice.correction_reason, invoice.text] if text]


def _order_of(content: InvoiceContent, line: CustomerInvoiceLine) -> str:
    """Return the order of a line with the customer's own reference of it, by which the customer matches the invoice."""
    number = content.orders[line.line_number]
    words = _("Sales order %(number)s") % {"number": number}
    reference = content.invoice.reference_of(number)
    return f"{words} · {_('Your reference')}: {reference}" if reference else words


def _references(invoice: CustomerInvoice) -> str:
    """Return the references of the customer for all orders of an invoice, each once; beyond four the lines say the rest."""
    known = list(dict.fromkeys(invoice.terms.get("references", {}).values())) or [invoice.your_reference]
    return ", ".join(known[:4]) + (" …" if len(known) > 4 else "")


def _period(invoice: CustomerInvoice) -> str:
    first, last = invoice.supply_from, invoice.supply_to
    if first is None or last is None:
        return ""
    if first == last:
        return format_date(first)
    return f"{format_date(first)} – {format_date(last)}"


def _corrected(invoice: CustomerInvoice) -> str:
    """Return number and date of all that is credited, which must be unambiguous (Art. 219 of Directive 2006/112/EC)."""
    return "; ".join(f"{number}, {format_date(day)}" for number, day in invoice.corrected)


def _enumerate(numbers: Iterable[str], most: int = 4) -> str:
    known = list(numbers)
    if len(known) <= most:
        return ", ".join(known)
    return _("%(first)s – %(last)s (%(count)s)") % {"first": known[0], "last": known[-1], "count": len(known)}


def _delivery(invoice: CustomerInvoice) -> list[str]:
    """Return where the goods went when that is not the address in the window, with terms and mode of delivery."""
    delivery, buyer = invoice.delivery, invoice.buyer
    found = []
    if delivery.get("street") and (delivery["street"], delivery.get("city")) != (buyer.get("street"), buyer.get("city")):
        found = DeliveryAddress(*(delivery.get(name, "") for name in DeliveryAddress._fields)).lines
    return [part for part in [*found, delivery.get("terms", ""), delivery.get("mode", "")] if part]


def _charges_by_text(charges: Iterable[CustomerInvoiceCharge]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for charge in charges:
        found[charge.text] = found.get(charge.text, ZERO) + charge.amount
    return found
