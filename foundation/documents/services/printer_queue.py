"""Printer queues: documents collected for a person to fetch as one sorted PDF (invoicing.md 9.3)."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from django.db import transaction
from django.utils import timezone
from pypdf import PdfReader, PdfWriter

from foundation.documents.errors import NothingToPrint
from foundation.documents.models import Output
from foundation.documents.services.archive import read
from foundation.documents.statuses import OutputState
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit


def merge_pdfs(contents: Iterable[bytes]) -> bytes:
    """Return one PDF with the pages of all, in order."""
    writer = PdfWriter()
    for content in contents:
        for page in PdfReader(BytesIO(content)).pages:
            writer.add_page(page)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


@transaction.atomic
def fetch_queue(legal_entity: LegalEntity, queue: str, *, user: User) -> bytes:
    """Return what waits in a queue as one PDF sorted by document, each as often as asked, and mark it printed.

    Raises NothingToPrint (DOC-09) when nothing waits.
    """
    outputs = list(Output.of(legal_entity).in_printer_queues().filter(queue=queue).select_related("archived").locked())
    if not outputs:
        raise NothingToPrint(queue=queue)
    outputs.sort(key=lambda output: (output.document_type, output.number, output.pk))
    content = merge_pdfs(read(output.archived) for output in outputs for _ in range(output.copies))
    Output.of(legal_entity).filter(pk__in=[output.pk for output in outputs]).update(
        state=OutputState.DONE, finished_at=timezone.now(), note=user.name[:200]
    )
    audit.record(legal_entity, user, "documents.print", outputs)
    return content
