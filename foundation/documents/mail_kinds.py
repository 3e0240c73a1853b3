"""The kinds of e-mail whose text a legal entity may write: those with a document, and those that apps above announce (invoicing.md 9.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from foundation.documents.document_types import DocumentType
from foundation.errors import Text
from foundation.organization.models import LegalEntity

PLACEHOLDERS = ("number", "document", "company", "customer", "date", "due_date", "total", "order", "reference")


@dataclass(frozen=True)
class MailKind:
    """What a message is about, what its text may name, and our own text; all texts are lazy, for they go out in many languages.

    ``block`` is a placeholder that stands for several lines: the body has to have it and the subject cannot. ``samples`` gives
    values for a test message, in the active language.
    """

    key: str
    label: Text
    placeholders: tuple[str, ...] = PLACEHOLDERS
    subject: Text = _("{document} {number} from {company}")
    body: Text = _("Dear customer,\n\nPlease find attached: {document} {number}.\n\nKind regards,\n{company}")
    block: str = ""
    samples: Callable[[LegalEntity], Mapping[str, str]] | None = None


_kinds = {kind.value: MailKind(kind.value, kind.label) for kind in DocumentType}
ANNOUNCED: dict[str, MailKind] = {}
"""The kinds that are no document."""


def register_mail_kind(kind: MailKind) -> None:
    """Let legal entities write the text of another kind of message."""
    _kinds[kind.key] = ANNOUNCED[kind.key] = kind


def mail_kind(key: str) -> MailKind:
    """Return a kind of message; raises KeyError."""
    return _kinds[key]


def mail_kind_choices() -> list[tuple[str, Text]]:
    """Return the kinds of messages with their names."""
    return [(kind.key, kind.label) for kind in _kinds.values()]
