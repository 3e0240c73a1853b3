"""What an e-mail says: the entity's own text for the document and language, else ours (invoicing.md 9.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext, override

from foundation.documents.cleaning import clean_text
from foundation.documents.document_types import DocumentType
from foundation.documents.errors import AddressNotValid, HeaderNotValid
from foundation.documents.models import MailTemplate
from foundation.organization.models import LegalEntity

PLACEHOLDERS = ("number", "document", "company", "customer", "date", "due_date", "total", "order", "reference")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def compose(legal_entity: LegalEntity, document_type: str, language: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Return subject and body; placeholders that are not known stand as they were typed.

    Raises HeaderNotValid (DOC-08) when the subject would hold a line break.
    """
    with override(language):
        known = {"document": str(DocumentType(document_type).label), "company": legal_entity.name} | dict(values)
        own = MailTemplate.of(legal_entity).filter(document_type=document_type, language=language).first()
        subject = own.subject if own else gettext("{document} {number} from {company}")
        body = own.body if own else gettext("Dear customer,\n\nPlease find attached: {document} {number}.\n\nKind regards,\n{company}")
    return check_header(fill(subject, known), "subject"), clean_text(fill(body, known))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace ``{name}`` by its value from the fixed list; no template engine runs over text from the database."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]) if found[1] in PLACEHOLDERS else found[0], text)


def check_header(text: str, part: str) -> str:
    """Return a header value that is one line; raises HeaderNotValid (DOC-08) otherwise."""
    if len(text.splitlines()) > 1 or "\r" in text or "\n" in text:
        raise HeaderNotValid(part=part)
    return clean_text(text)


def check_address(address: str) -> str:
    """Return an e-mail address; raises AddressNotValid (DOC-06) when it is none."""
    try:
        validate_email(address)
    except ValidationError as error:
        raise AddressNotValid(address=address) from error
    return address
