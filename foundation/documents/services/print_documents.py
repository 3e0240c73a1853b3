"""Print a posted document as a person or a program chose: original or copy, how many, and where to (invoicing.md 9.3, 9.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction

from foundation.documents.models import ArchivedDocument, Destination, Output, PrintKind
from foundation.documents.services.deliver_documents import hand_over, make_copy
from foundation.documents.services.mail_text import check_address
from foundation.documents.services.resolve_printing import PlannedOutput, PrintableDocument, Rendition
from foundation.organization.models import LegalEntity, User


@dataclass(frozen=True)
class Printing:
    """How an app prints its documents; every function takes the document first."""

    original: Callable[..., ArchivedDocument]
    printable: Callable[[Any], PrintableDocument]
    render: Callable[[Any, Rendition], bytes]


@dataclass(frozen=True)
class PrintChoice:
    """What is printed and where to; ``copies`` count for a download and a printer queue."""

    what: str = PrintKind.ORIGINAL
    destination: str = Destination.DOWNLOAD
    copies: int = 1
    queue: str = ""
    to: Sequence[str] = ()


@transaction.atomic
def print_document(legal_entity: LegalEntity, printing: Printing, document: Any, choice: PrintChoice, *, user: User) -> Output:
    """Print a document that ``for_print`` fetched and return the delivery; raises AddressNotValid (DOC-06)."""
    for address in choice.to:
        check_address(address)
    printable = printing.printable(document)
    if choice.what == PrintKind.COPY:
        archived = make_copy(legal_entity, printable, partial(printing.render, document), user=user)
    else:
        archived = printing.original(document, user=user)
    plan = PlannedOutput(
        record_name="",
        rendition=Rendition(archived.kind, archived.language),
        destination=choice.destination,
        copies=choice.copies,
        queue=choice.queue,
        to=tuple(choice.to),
    )
    return hand_over(legal_entity, printable, archived, plan, user=user)
