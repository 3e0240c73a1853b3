"""Print agreement confirmations: the archived original after confirming, and copies (sales.md §15.2; invoicing.md chapter 9)."""

from __future__ import annotations

from functools import partial

from django.utils.translation import override

from customers.addresses import AddressBook
from foundation.documents.document_types import DocumentType, default_purpose
from foundation.documents.formatting import format_date, format_money
from foundation.documents.models import ArchivedDocument, OutboxMessage, PrintLevel
from foundation.documents.rendering import render_pdf
from foundation.documents.services import archive
from foundation.documents.services.deliver_documents import print_copy, produce
from foundation.documents.services.print_documents import Printing
from foundation.documents.services.resolve_printing import PrintableDocument, Rendition
from foundation.inventory.models import Unit
from foundation.organization.models import User
from sales.agreements.models import AgreementVersion
from sales.agreements.paper import agreement_context

ARCHIVE_AGREEMENT = "archive_agreement"
KIND = DocumentType.SALES_AGREEMENT.value


def archive_agreement(message: OutboxMessage) -> None:
    """Make the archived original of the version that an outbox message names, and queue its deliveries."""
    version = AgreementVersion.of(message.legal_entity_id).for_print().get(pk=message.object_id)
    deliver = bool(message.payload.get("deliver", True))
    produce(message.legal_entity, printable(version), partial(render_version, version), deliver=deliver)


def original_of(version: AgreementVersion, *, user: User) -> ArchivedDocument:
    """Return the archived original; when the worker has not come to it yet, made now, and delivered as was asked."""
    entity = version.legal_entity
    known = archive.find_original(entity, KIND, version.pk)
    if known is not None:
        return known
    deliver = OutboxMessage.of(entity).to_deliver(KIND, version.pk).exists()
    return produce(entity, printable(version), partial(render_version, version), user=user, deliver=deliver)


def copy_of(version: AgreementVersion, *, user: User) -> ArchivedDocument:
    """Print a copy with the mark COPY and today's date."""
    return print_copy(version.legal_entity, printable(version), partial(render_version, version), user=user)


def printable(version: AgreementVersion) -> PrintableDocument:
    """Return what print management must know of a version that ``for_print`` fetched."""
    customer, purpose = version.agreement.customer, default_purpose(KIND)
    email = AddressBook.load({customer.party_id}, version.date).email(customer.party_id, purpose)
    with override(version.language):
        values = {"date": format_date(version.date), "due_date": "", "total": format_money(version.total_amount, version.currency_id)}
    return PrintableDocument(
        document_type=KIND,
        object_id=version.pk,
        number=version.number,
        language=version.language,
        party_name=version.header["customer_name"],
        owners=[
            (PrintLevel.GROUP.value, "customers.customergroup", customer.group_id),
            (PrintLevel.ACCOUNT.value, "customers.customer", customer.pk),
        ],
        facts={
            "country": version.header["delivery_country"],
            "customer_group": customer.group.code,
            "total": version.total_amount,
            "currency": version.currency_id,
        },
        addresses={purpose: [email], "": [email]} if email else {},
        values=values | {"order": version.header["agreement_number"], "reference": version.header["external_reference"]},
    )


def render_version(version: AgreementVersion, rendition: Rendition) -> bytes:
    """Return the PDF of a version in one form; only what was frozen is printed."""
    lines = list(version.lines.all())
    units = {unit.code: unit.name_in(rendition.language) for unit in Unit.objects.filter(code__in={line.unit for line in lines})}
    with override(rendition.language):
        context = agreement_context(version, lines, units)
    if rendition.footer_text:
        context["texts"] = [*context["texts"], rendition.footer_text]
    return render_pdf(
        "sales/agreements/print/agreement.html",
        context | {"mark": rendition.mark},
        entity=version.legal_entity,
        language=rendition.language,
        moment=version.posted_at,
    )


PRINTING = Printing(original_of, printable, render_version)
