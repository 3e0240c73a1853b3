"""What an e-mail says: the entity's own text for the document and language, else ours (invoicing.md 9.3)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import override

from foundation.documents.cleaning import clean_text
from foundation.documents.errors import AddressNotValid, HeaderNotValid
from foundation.documents.mail_kinds import mail_kind
from foundation.documents.models import MailTemplate
from foundation.organization.models import LegalEntity

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def compose(legal_entity: LegalEntity, kind: str, language: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Return subject and body; placeholders that are not known stand as they were typed.

    Raises HeaderNotValid (DOC-08) when the subject would hold a line break.
    """
    return write(legal_entity, kind, language, values, own_texts(legal_entity, kind, [language]).get(language))


def own_texts(legal_entity: LegalEntity, kind: str, languages: Collection[str]) -> dict[str, MailTemplate]:
    """Return the legal entity's own texts for a kind of message by language, in one query."""
    rows = MailTemplate.of(legal_entity).filter(document_type=kind, language__in=sorted(set(languages)))
    return {row.language: row for row in rows}


def write(legal_entity: LegalEntity, kind: str, language: str, values: Mapping[str, str], own: MailTemplate | None) -> tuple[str, str]:
    """Return subject and body from the legal entity's own text, else from ours. Raises HeaderNotValid (DOC-08)."""
    about = mail_kind(kind)
    with override(language):
        known = {"document": str(about.label), "company": legal_entity.name} | dict(values)
        subject, body = (own.subject, own.body) if own else (str(about.subject), str(about.body))
    known = {name: value for name, value in known.items() if name in about.placeholders}
    return check_header(fill(subject, known), "subject"), clean_text(fill(body, known))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace ``{name}`` by its value; no template engine runs over text from the database."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


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
