"""Print invoices: the archived original after posting, copies and pro formas, all from one layout (invoicing.md 5.6, chapter 9)."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from django.utils.translation import gettext, override

from customers.addresses import AddressBook
from foundation.documents.formatting import format_date, format_money
from foundation.documents.models import ArchivedDocument, OutboxMessage, PrintLevel
from foundation.documents.payment_qr import payment_qr
from foundation.documents.rendering import render_pdf
from foundation.documents.services import archive
from foundation.documents.services.deliver_documents import print_copy, produce, store_pro_forma
from foundation.documents.services.print_documents import Printing
from foundation.documents.services.resolve_printing import PrintableDocument, Rendition
from foundation.organization.access import Access
from foundation.organization.models import LegalEntity, User
from invoicing.context import InvoicingContext
from invoicing.invoice_rows import charge_rows, invoice_row, line_rows, tax_rows
from invoicing.models import CustomerInvoice, DocumentType, InvoicingParameters
from invoicing.paper import InvoiceContent, paper_context, title_of
from invoicing.planning import InvoiceDraft, InvoicePlan, InvoiceRequest
from invoicing.services.plan_invoices import plan_invoices
from invoicing.services.queue_output import INVOICE_DOCUMENT

TEMPLATE = "invoicing/print/invoice.html"
PRO_FORMA = "pro_forma"


def archive_invoice(message: OutboxMessage) -> None:
    """Make the archived original of the invoice that an outbox message names, and queue its deliveries."""
    assert message.object_id is not None
    invoice = CustomerInvoice.of(message.legal_entity_id).for_print().get(pk=message.object_id)
    produce(
        message.legal_entity,
        printable(invoice),
        partial(render_invoice, invoice),
        deliver=bool(message.payload.get("deliver", True)),
    )


def original_of(invoice: CustomerInvoice, *, user: User) -> ArchivedDocument:
    """Return the archived original; when the worker has not come to it yet, made now, and delivered as the posting asked."""
    known = archive.find_original(invoice.legal_entity, INVOICE_DOCUMENT, invoice.pk)
    if known is not None:
        return known
    deliver = OutboxMessage.of(invoice.legal_entity).to_deliver(INVOICE_DOCUMENT, invoice.pk).exists()
    return produce(invoice.legal_entity, printable(invoice), partial(render_invoice, invoice), user=user, deliver=deliver)


def copy_of(invoice: CustomerInvoice, *, user: User) -> ArchivedDocument:
    """Print a copy with the mark COPY and today's date."""
    return print_copy(invoice.legal_entity, printable(invoice), partial(render_invoice, invoice), user=user)


def printable(invoice: CustomerInvoice) -> PrintableDocument:
    """Return what print management must know of an invoice; credit notes share the archive of invoices."""
    customer = invoice.invoice_account
    owners = [
        (PrintLevel.GROUP.value, "customers.customergroup", customer.group_id),
        (PrintLevel.ACCOUNT.value, "customers.customer", customer.pk),
    ]
    if invoice.order_id:
        owners.append((PrintLevel.TRANSACTION.value, "sales.salesorder", invoice.order_id))
    book = AddressBook.load({customer.party_id}, invoice.invoice_date)
    primary = book.email(customer.party_id, "invoice") or invoice.buyer.get("email", "")
    return PrintableDocument(
        document_type=INVOICE_DOCUMENT,
        object_id=invoice.pk,
        number=invoice.number,
        language=invoice.language,
        party_name=invoice.buyer.get("name", ""),
        owners=owners,
        facts={
            "total": invoice.invoice_amount,
            "currency": invoice.currency_id,
            "country": invoice.buyer.get("country", ""),
            "customer_group": customer.group.code,
        },
        addresses={"invoice": [primary], "": [primary]} if primary else {},
        values=_values(invoice),
    )


def _values(invoice: CustomerInvoice) -> dict[str, str]:
    """Return what the placeholders of the e-mail's text stand for."""
    with override(invoice.language):
        return {
            "document": title_of(invoice),
            "date": format_date(invoice.invoice_date),
            "due_date": format_date(invoice.due_date),
            "total": format_money(invoice.invoice_amount, invoice.currency_id),
            "order": ", ".join(invoice.terms.get("orders", ())),
            "reference": invoice.your_reference,
        }


def content_of(invoice: CustomerInvoice) -> InvoiceContent:
    """Return the rows of a posted invoice that ``for_print`` fetched."""
    slips: dict[int, list[str]] = {}
    for source in invoice.sources.all():
        if source.packing_slip_line is not None:
            numbers = slips.setdefault(source.invoice_line.line_number, [])
            if source.packing_slip_line.packing_slip.number not in numbers:
                numbers.append(source.packing_slip_line.packing_slip.number)
    lines = list(invoice.lines.all())
    orders = {line.line_number: line.order.number for line in lines if line.order}
    taxes = list(invoice.taxes.all())
    codes = {tax.tax_code_id: tax.tax_code.code for tax in taxes}
    return InvoiceContent(invoice, lines, taxes, list(invoice.charges.all()), slips, orders, codes)


def render_invoice(invoice: CustomerInvoice, rendition: Rendition) -> bytes:
    """Return the PDF of a posted invoice in one form; only what was frozen is printed."""
    content = content_of(invoice)
    with override(rendition.language):
        context = paper_context(content)
    if rendition.footer_text:
        context["texts"] = [*context["texts"], rendition.footer_text]
    code = _qr(invoice)
    return render_pdf(
        TEMPLATE,
        context | {"mark": rendition.mark, "with_qr": bool(code)},
        entity=invoice.legal_entity,
        language=rendition.language,
        images={"qr": code} if code else {},
        moment=invoice.posted_at,
    )


def _qr(invoice: CustomerInvoice) -> bytes:
    parameters = InvoicingParameters.of(invoice.legal_entity)
    if not parameters.print_payment_qr or invoice.document_type == DocumentType.CREDIT_NOTE:
        return b""
    structured = invoice.payment_reference if invoice.payment_reference.startswith("RF") else ""
    return payment_qr(
        name=invoice.seller.get("name", ""),
        iban=invoice.seller.get("iban", ""),
        bic=invoice.seller.get("bic", ""),
        amount=invoice.invoice_amount,
        currency=invoice.currency_id,
        reference=structured,
        text=invoice.payment_reference or invoice.number,
    )


def print_pro_formas(
    legal_entity: LegalEntity, order_ids: Collection[int], request: InvoiceRequest, *, user: User, access: Access | None = None
) -> tuple[list[ArchivedDocument], InvoicePlan]:
    """Print what would be invoiced, one pro forma per future invoice; nothing but the output list changes."""
    context = InvoicingContext.load(legal_entity)
    plan = plan_invoices(legal_entity, order_ids, request, access=access, context=context)
    book = AddressBook.load({draft.leading.order.invoice_account.party_id for draft in plan.drafts}, context.today)
    return [_pro_forma(legal_entity, draft, request, context, book, user) for draft in plan.drafts], plan


def _pro_forma(
    legal_entity: LegalEntity, draft: InvoiceDraft, request: InvoiceRequest, context: InvoicingContext, book: AddressBook, user: User
) -> ArchivedDocument:
    invoice = invoice_row(legal_entity, draft, request, user, context, book)
    lines = line_rows(legal_entity, draft, invoice)
    charges, taxes = charge_rows(legal_entity, draft, invoice, lines), tax_rows(legal_entity, draft, invoice)
    codes = {row.rule.tax_code_id: row.rule.code for row in draft.taxes.rows} if draft.taxes else {}
    slips = {number: line.slip_numbers for number, line in enumerate(draft.lines, start=1)}
    orders = {number: line.order.order.number for number, line in enumerate(draft.lines, start=1)}
    with override(invoice.language):
        paper = paper_context(InvoiceContent(invoice, lines, taxes, charges, slips, orders, codes))
        paper |= {
            "title": gettext("Pro forma"),
            "number": draft.leading.order.number,
            "mark": gettext("PRO FORMA"),
            "subtitle": gettext("Printed on %(date)s") % {"date": format_date(legal_entity.today())},
            "notice": gettext("This is not an invoice for VAT and gives no right to deduct it."),
        }
    pdf = render_pdf(TEMPLATE, paper, entity=legal_entity, language=invoice.language)
    order = draft.leading.order
    document = PrintableDocument(
        document_type=PRO_FORMA, object_id=order.pk, number=order.number, language=invoice.language, party_name=invoice.buyer["name"]
    )
    return store_pro_forma(legal_entity, document, pdf, user=user)


PRINTING = Printing(original_of, printable, render_invoice)
