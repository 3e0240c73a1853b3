"""Print order confirmations and packing slips: the archived original after posting, and copies (sales.md §11; invoicing.md chapter 9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import override

from customers.addresses import AddressBook
from customers.models import Customer
from foundation.documents.document_types import DocumentType, default_purpose
from foundation.documents.formatting import format_date, format_money
from foundation.documents.models import ArchivedDocument, OutboxMessage, PrintKind, PrintLevel
from foundation.documents.number_code import number_code
from foundation.documents.rendering import render_pdf
from foundation.documents.services import archive
from foundation.documents.services.deliver_documents import produce
from foundation.documents.services.print_documents import Printing
from foundation.documents.services.resolve_printing import Fact, PrintableDocument, Rendition
from foundation.inventory.models import Unit
from foundation.organization.models import LegalEntity, User
from sales.models import OrderConfirmation, PackingSlip
from sales.paper import confirmation_context, latest_version, packing_slip_context

Document = OrderConfirmation | PackingSlip


@dataclass(frozen=True)
class Paper:
    """How one kind of document is printed."""

    model: Any
    template: str
    context: Callable[[Any, Sequence[Any], Mapping[str, str]], dict[str, Any]]


_PAPERS: dict[str, Paper] = {
    DocumentType.CONFIRMATION: Paper(OrderConfirmation, "sales/print/confirmation.html", confirmation_context),
    DocumentType.PACKING_SLIP: Paper(PackingSlip, "sales/print/packing_slip.html", packing_slip_context),
}


def archive_order_document(message: OutboxMessage) -> None:
    """Make the archived original of the document that an outbox message names, and queue its deliveries."""
    assert message.object_id is not None
    document = _PAPERS[message.document_type].model.of(message.legal_entity_id).for_print().get(pk=message.object_id)
    produce(
        message.legal_entity,
        printable(document),
        partial(render_document, document),
        deliver=bool(message.payload.get("deliver", True)),
    )


def print_originals(entity: LegalEntity, document_type: str, keys: Sequence[int]) -> None:
    """Make the archived originals of some posted documents at once, and queue their deliveries; safe to repeat."""
    for document in _PAPERS[document_type].model.of(entity).for_print().filter(pk__in=keys).order_by("pk"):
        produce(entity, printable(document), partial(render_document, document))


def original_of(document: Document, *, user: User) -> ArchivedDocument:
    """Return the archived original; when the worker has not come to it yet, made now, and delivered as the posting asked."""
    entity, document_type = document.legal_entity, _type_of(document)
    known = archive.find_original(entity, document_type, document.pk)
    if known is not None:
        return known
    deliver = OutboxMessage.of(entity).to_deliver(document_type, document.pk).exists()
    return produce(entity, printable(document), partial(render_document, document), user=user, deliver=deliver)


def printable(document: Document) -> PrintableDocument:
    """Return what print management must know of a document that ``for_print`` fetched."""
    document_type = _type_of(document)
    customer: Customer = document.order.customer if isinstance(document, OrderConfirmation) else document.customer
    purpose = default_purpose(document_type)
    email = AddressBook.load({customer.party_id}, document.date).email(customer.party_id, purpose)
    facts: dict[str, Fact] = {"country": document.header["delivery_country"], "customer_group": customer.group.code}
    if isinstance(document, OrderConfirmation):
        facts |= {"total": document.total_amount, "currency": document.currency_id}
    return PrintableDocument(
        document_type=document_type,
        object_id=document.pk,
        number=document.number,
        language=document.language,
        party_name=document.header["customer_name"],
        owners=[
            (PrintLevel.GROUP.value, "customers.customergroup", customer.group_id),
            (PrintLevel.ACCOUNT.value, "customers.customer", customer.pk),
            (PrintLevel.TRANSACTION.value, "sales.salesorder", document.order_id),
        ],
        facts=facts,
        addresses={purpose: [email], "": [email]} if email else {},
        values=_values(document),
    )


def _values(document: Document) -> dict[str, str]:
    """Return what the placeholders of the e-mail's text stand for; a packing slip has no total and is never due."""
    with override(document.language):
        values = {"date": format_date(document.date), "due_date": "", "total": ""}
        if isinstance(document, OrderConfirmation):
            values["total"] = format_money(document.total_amount, document.currency_id)
    return values | {"order": document.header["order_number"], "reference": document.header["customer_reference"]}


def render_document(document: Document, rendition: Rendition) -> bytes:
    """Return the PDF of a document in one form; only what was frozen is printed."""
    return render_rows(document, list(document.lines.all()), rendition)


def render_rows(document: Document, lines: Sequence[Any], rendition: Rendition) -> bytes:
    """Return the PDF of a document and its lines, which need not be saved; one without a number has no barcode."""
    paper = _PAPERS[_type_of(document)]
    units = {unit.code: unit.name_in(rendition.language) for unit in Unit.objects.filter(code__in=_units_of(document, lines))}
    with override(rendition.language):
        context = paper.context(document, lines, units)
        if isinstance(document, PackingSlip) and rendition.kind == PrintKind.COPY:
            context |= latest_version(document, lines, units)
    if rendition.footer_text:
        context["texts"] = [*context["texts"], rendition.footer_text]
    if rendition.notice:
        context["notice"] = rendition.notice
    return render_pdf(
        paper.template,
        context | {"mark": rendition.mark},
        entity=document.legal_entity,
        language=rendition.language,
        images={"code": number_code(document.number)} if isinstance(document, PackingSlip) and document.number else {},
        moment=document.posted_at,
    )


def _units_of(document: Document, lines: Sequence[Any]) -> set[str]:
    """Return the codes of the units that the document prints."""
    return {line.unit for line in lines} | {row[4] for row in document.header.get("open_lines", ())}


def _type_of(document: Document) -> str:
    return next(kind for kind, paper in _PAPERS.items() if isinstance(document, paper.model))


PRINTING = Printing(original_of, printable, render_document)
