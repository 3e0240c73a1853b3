"""Print versions of quotations: the archived original after sending, and copies (sales.md §5.2; invoicing.md chapter 9)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.utils.translation import override

from customers.addresses import AddressBook
from foundation.documents.document_types import DocumentType, default_purpose
from foundation.documents.formatting import format_date, format_money
from foundation.documents.models import ArchivedDocument, OutboxMessage, PrintLevel
from foundation.documents.rendering import render_pdf
from foundation.documents.services import archive
from foundation.documents.services.deliver_documents import produce
from foundation.documents.services.print_documents import Printing
from foundation.documents.services.resolve_printing import PrintableDocument, Rendition
from foundation.inventory.models import Unit
from foundation.organization.models import User
from sales.quotations.models import QuotationVersion, QuotationVersionLine
from sales.quotations.paper import quotation_context

QUOTATION = DocumentType.QUOTATION


def archive_quotation(message: OutboxMessage) -> None:
    """Make the archived original of the version that an outbox message names, and queue its deliveries."""
    assert message.object_id is not None
    version = QuotationVersion.of(message.legal_entity_id).for_print().filter(pk=message.object_id).first()
    if version is None:  # its quotation was deleted meanwhile
        return
    produce(message.legal_entity, printable(version), partial(render, version), deliver=bool(message.payload.get("deliver", True)))


def original_of(version: QuotationVersion, *, user: User) -> ArchivedDocument:
    """Return the archived original; when the worker has not come to it yet, made now, and delivered as the sending asked."""
    entity = version.legal_entity
    known = archive.find_original(entity, QUOTATION, version.pk)
    if known is not None:
        return known
    deliver = OutboxMessage.of(entity).to_deliver(QUOTATION, version.pk).exists()
    return produce(entity, printable(version), partial(render, version), user=user, deliver=deliver)


def printable(version: QuotationVersion) -> PrintableDocument:
    """Return what print management must know of a version that ``for_print`` fetched."""
    to, purpose = version.quotation.to, default_purpose(QUOTATION)
    email = AddressBook.load({to.party_id}, version.date).email(to.party_id, purpose)
    with override(version.language):
        values = {"date": format_date(version.date), "due_date": "", "total": format_money(version.total_amount, version.currency_id)}
    return PrintableDocument(
        document_type=QUOTATION,
        object_id=version.pk,
        number=version.header["order_number"],
        language=version.language,
        party_name=version.header["customer_name"],
        owners=[
            (PrintLevel.GROUP.value, "customers.customergroup", to.group_id),
            (PrintLevel.ACCOUNT.value, to._meta.label_lower, to.pk),
        ],
        facts={
            "country": version.header["delivery_country"],
            "customer_group": to.group.code,
            "total": version.total_amount,
            "currency": version.currency_id,
        },
        addresses={purpose: [email], "": [email]} if email else {},
        values=values | {"order": version.header["order_number"], "reference": version.header["customer_reference"]},
    )


def render(version: QuotationVersion, rendition: Rendition) -> bytes:
    """Return the PDF of a version in one form; only what was frozen is printed."""
    return render_rows(version, list(version.lines.all()), rendition)


def render_rows(version: QuotationVersion, lines: Sequence[QuotationVersionLine], rendition: Rendition) -> bytes:
    """Return the PDF of a version and its lines, which need not be saved."""
    units = {unit.code: unit.name_in(rendition.language) for unit in Unit.objects.filter(code__in={line.unit for line in lines})}
    with override(rendition.language):
        context = quotation_context(version, lines, units)
    if rendition.footer_text:
        context["texts"] = [*context["texts"], rendition.footer_text]
    if rendition.notice:
        context["notice"] = rendition.notice
    return render_pdf(
        "sales/print/confirmation.html",
        context | {"mark": rendition.mark},
        entity=version.legal_entity,
        language=rendition.language,
        images={},
        moment=version.posted_at,
    )


PRINTING = Printing(original_of, printable, render)
