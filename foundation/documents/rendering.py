"""From a template and its context to a PDF: escaped, cleaned, in the document's language, laid out in a process of its own."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from foundation.documents.cleaning import clean_text
from foundation.documents.errors import NotAnImage
from foundation.documents.renderer import TIME_LIMIT, renderer
from foundation.organization.models import LegalEntity

ARCHIVE_VARIANT = "pdf/a-3b"
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF, made from our own bytes only."""

    name: str
    content: bytes
    description: str = ""
    relationship: str = "Data"


@dataclass(frozen=True)
class Seller:
    """Who sends the document, as it is printed; posted documents hand in what they froze."""

    name: str
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    vat_number: str = ""
    registration_number: str = ""
    legal_footer: str = ""
    bank_name: str = ""
    iban: str = ""
    bic: str = ""

    @classmethod
    def of(cls, entity: LegalEntity) -> Seller:
        """Return the entity's data as they are now."""
        return cls(**{name: getattr(entity, name) for name in cls.__dataclass_fields__})

    def as_snapshot(self) -> dict[str, str]:
        """Return the data as plain JSON, for a document to keep."""
        return asdict(self)


@dataclass(frozen=True)
class TotalRow:
    """One row of the totals block: a label, an amount in the document's currency, and whether it stands out."""

    label: str
    amount: Any
    strong: bool = False


@dataclass(frozen=True)
class PrintJob:
    """A document ready for layout: its HTML and all that it may use."""

    html: str
    images: Mapping[str, bytes] = field(default_factory=dict)
    attachments: Sequence[Attachment] = ()
    variant: str = ARCHIVE_VARIANT
    moment: datetime = _MOMENT

    def encoded(self) -> bytes:
        """Return the job as the layout process reads it."""
        return json.dumps(
            {
                "html": self.html,
                "images": {name: _base64(content) for name, content in self.images.items()},
                "attachments": [asdict(part) | {"content": _base64(part.content)} for part in self.attachments],
                "variant": self.variant,
                "moment": self.moment.isoformat(),
                "identifier": hashlib.sha256(self.html.encode()).hexdigest()[:32],
            }
        ).encode()


def render_html(template: str, context: Mapping[str, Any], *, entity: LegalEntity, language: str) -> str:
    """Return the printable HTML of a document: escaped by the template engine, without unprintable characters."""
    with override(language):
        values = {"seller": Seller.of(entity), "has_logo": bool(entity.logo), "document_language": language} | dict(context)
        return clean_text(render_to_string(template, values))


def render_pdf(
    template: str,
    context: Mapping[str, Any],
    *,
    entity: LegalEntity,
    language: str,
    attachments: Sequence[Attachment] = (),
    images: Mapping[str, bytes] | None = None,
    variant: str = ARCHIVE_VARIANT,
    moment: datetime | None = None,
    time_limit: float = TIME_LIMIT,
) -> bytes:
    """Return the PDF of a document; the layout runs in a child process that is killed after ``time_limit`` seconds.

    ``images`` are addressed in the template as ``asset:<name>``; the entity's logo is there as ``asset:logo``. The same
    input gives the same bytes. Raises RenderingFailed (DOC-01), RenderingTooSlow (DOC-02) or NotAnImage (DOC-04).
    """
    html = render_html(template, context, entity=entity, language=language)
    job = PrintJob(html, _with_logo(entity, images or {}), attachments, variant, moment or _MOMENT)
    return renderer.render(job.encoded(), time_limit)


def _with_logo(entity: LegalEntity, images: Mapping[str, bytes]) -> dict[str, bytes]:
    logo = bytes(entity.logo or b"")
    if not logo:
        return dict(images)
    if not logo.startswith(_SIGNATURES):
        raise NotAnImage(name=entity.name)
    return {"logo": logo} | dict(images)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
