"""Make a posted document's file once, archive it, and send it where print management says (invoicing.md chapter 9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from foundation.documents.errors import NoAddress
from foundation.documents.formatting import format_date
from foundation.documents.models import ArchivedDocument, ArchiveKind, Destination, Output, PrintKind
from foundation.documents.services import archive
from foundation.documents.services.mail_text import check_address, compose
from foundation.documents.services.outbox import OutboxItem, enqueue
from foundation.documents.services.resolve_printing import PlannedOutput, PrintableDocument, Rendition, plan_outputs
from foundation.documents.statuses import OutputState
from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit

Render = Callable[[Rendition], bytes]
Files = dict[Rendition, ArchivedDocument]


def produce(
    legal_entity: LegalEntity, document: PrintableDocument, render: Render, *, user: User | None = None, deliver: bool = True
) -> ArchivedDocument:
    """Render and archive the original of a posted document and queue its deliveries; return the original.

    ``render`` returns the PDF of a rendition from the frozen document. Safe to repeat: a document whose original is in
    the archive is left alone. With ``deliver`` off the file is only archived.
    """
    known = archive.find_original(legal_entity, document.document_type, document.object_id)
    if known is not None:
        return known
    planned = plan_outputs(legal_entity, document) if deliver else []
    rendered = {rendition: render(rendition) for rendition in _renditions(document, planned)}
    with transaction.atomic():
        known = archive.hold_original(legal_entity, document.document_type, document.object_id)
        if known is not None:  # the worker and somebody at a screen made it at the same time
            return known
        files = {
            rendition: _store(legal_entity, document, rendition, content, position == 0, user)
            for position, (rendition, content) in enumerate(rendered.items())
        }
        queue_outputs(legal_entity, document, planned, files)
    return next(iter(files.values()))


def queue_outputs(legal_entity: LegalEntity, document: PrintableDocument, planned: Sequence[PlannedOutput], files: Files) -> list[Output]:
    """Write the outputs of a plan and the outbox messages of those that go by e-mail; two statements for any number."""
    outputs = [_output(legal_entity, document, plan, files[plan.rendition]) for plan in planned]
    return _write(legal_entity, outputs)


def email_document(
    legal_entity: LegalEntity, document: PrintableDocument, archived: ArchivedDocument, *, to: Sequence[str], user: User
) -> Output:
    """Send an archived file to the given addresses; raises AddressNotValid (DOC-06)."""
    for address in to:
        check_address(address)
    plan = PlannedOutput("", Rendition(archived.kind, archived.language), Destination.EMAIL, purpose="", to=tuple(to))
    return hand_over(legal_entity, document, archived, plan, user=user)


def hand_over(
    legal_entity: LegalEntity, document: PrintableDocument, archived: ArchivedDocument, plan: PlannedOutput, *, user: User
) -> Output:
    """Bring an archived file to the destination that a person chose: an e-mail is queued, a printer queue waits."""
    with transaction.atomic():
        output = _output(legal_entity, document, plan, archived)
        output.note = user.name
        if plan.destination != Destination.EMAIL:
            audit.record(legal_entity, user, "documents.print", [archived])
        return _write(legal_entity, [output])[0]


def print_copy(legal_entity: LegalEntity, document: PrintableDocument, render: Render, *, user: User) -> ArchivedDocument:
    """Render the document again with the mark COPY and today's date, and keep that file (invoicing.md 9.5)."""
    archived = make_copy(legal_entity, document, render, user=user)
    with transaction.atomic():
        plan = PlannedOutput("", Rendition(archived.kind, archived.language), Destination.DOWNLOAD)
        _write(legal_entity, [_output(legal_entity, document, plan, archived)])
    return archived


def make_copy(legal_entity: LegalEntity, document: PrintableDocument, render: Render, *, user: User) -> ArchivedDocument:
    """Render and keep a copy that goes nowhere yet."""
    rendition = copy_rendition(legal_entity, document)
    return _store(legal_entity, document, rendition, render(rendition), False, user)


def copy_rendition(legal_entity: LegalEntity, document: PrintableDocument) -> Rendition:
    """Return the form of a copy made now: the mark COPY, and today's date at the foot."""
    with override(document.language):
        footer = gettext("Copy of %(date)s") % {"date": format_date(legal_entity.today())}
        return Rendition(PrintKind.COPY, document.language, footer, gettext("COPY"))


def print_pro_forma(legal_entity: LegalEntity, document: PrintableDocument, render: Render, *, user: User) -> ArchivedDocument:
    """Render a document that was only planned, marked PRO FORMA in its language, and keep that file (sales.md §21)."""
    return store_pro_forma(legal_entity, document, render(pro_forma_rendition(legal_entity, document)), user=user)


def pro_forma_rendition(legal_entity: LegalEntity, document: PrintableDocument) -> Rendition:
    """Return the form of a pro forma: the mark PRO FORMA, what that means, and the day of printing at the foot."""
    with override(document.language):
        footer = gettext("Printed on %(date)s") % {"date": format_date(legal_entity.today())}
        notice = gettext("This is a pro forma: it shows what will be sent, and binds nobody.")
        return Rendition(ArchiveKind.PRO_FORMA, document.language, footer, gettext("PRO FORMA"), notice)


def store_pro_forma(legal_entity: LegalEntity, document: PrintableDocument, content: bytes, *, user: User) -> ArchivedDocument:
    """Keep a pro forma in the output list; it has no number and no weight, and goes after its retention time."""
    with transaction.atomic():
        archived = archive.store(
            legal_entity,
            document_type=document.document_type,
            object_id=document.object_id,
            number=document.number,
            content=content,
            language=document.language,
            kind=ArchiveKind.PRO_FORMA,
            user=user,
        )
        plan = PlannedOutput("", Rendition(ArchiveKind.PRO_FORMA, document.language), Destination.DOWNLOAD)
        _write(legal_entity, [_output(legal_entity, document, plan, archived)])
    return archived


def _renditions(document: PrintableDocument, planned: Sequence[PlannedOutput]) -> list[Rendition]:
    """Return the different renditions of a plan, the one that becomes the archived original first."""
    wanted = list(dict.fromkeys(plan.rendition for plan in planned))
    original = next((rendition for rendition in wanted if rendition.kind == PrintKind.ORIGINAL), None)
    first = original or Rendition(PrintKind.ORIGINAL, document.language)
    return [first, *(rendition for rendition in wanted if rendition != first)]


def _store(
    legal_entity: LegalEntity, document: PrintableDocument, rendition: Rendition, content: bytes, first: bool, user: User | None
) -> ArchivedDocument:
    return archive.store(
        legal_entity,
        document_type=document.document_type,
        object_id=document.object_id,
        number=document.number,
        content=content,
        language=rendition.language,
        kind=ArchiveKind.ORIGINAL if first else ArchiveKind.COPY,
        user=user,
    )


def _output(legal_entity: LegalEntity, document: PrintableDocument, plan: PlannedOutput, archived: ArchivedDocument) -> Output:
    output = Output(
        legal_entity=legal_entity,
        document_type=document.document_type,
        object_id=document.object_id,
        number=document.number,
        party_name=document.party_name[:100],
        record_name=plan.record_name,
        destination=plan.destination,
        copies=plan.copies,
        queue=plan.queue,
        archived=archived,
        sha256=archived.sha256,
    )
    if plan.destination == Destination.EMAIL:
        _address(legal_entity, document, plan, output)
    elif plan.destination != Destination.QUEUE:
        output.state, output.finished_at = OutputState.DONE, timezone.now()
    return output


def _address(legal_entity: LegalEntity, document: PrintableDocument, plan: PlannedOutput, output: Output) -> None:
    """Fill in an e-mail; without a usable address the output fails at once and the document stays posted (INV-901)."""
    values = {"number": document.number, "customer": document.party_name} | dict(document.values)
    try:
        subject, body = compose(legal_entity, document.document_type, plan.rendition.language, values)
        output.mail = {"to": [], "cc": [], "bcc": [], "reply_to": plan.reply_to or legal_entity.email, "subject": subject, "body": body}
        if not plan.to:
            raise NoAddress(purpose=plan.purpose, customer=document.party_name)
        output.mail |= {name: [check_address(address) for address in getattr(plan, name)] for name in ("to", "cc", "bcc")}
    except BusinessRuleError as error:
        output.state, output.error_code, output.error_params = OutputState.FAILED, error.code, error.params
        return
    output.sent_to = ", ".join(output.mail["to"] + output.mail["cc"])[:500]


def _write(legal_entity: LegalEntity, outputs: list[Output]) -> list[Output]:
    mails = [output for output in outputs if output.destination == Destination.EMAIL and output.state == OutputState.QUEUED]
    items = [OutboxItem("email", output.document_type, output.object_id, output.number) for output in mails]
    for output, message in zip(mails, enqueue(legal_entity, items), strict=True):
        output.outbox_message, output.message_id = message, message.message_id
    return list(Output.of(legal_entity).bulk_create(outputs))
