"""A test of the mail settings: a document's e-mail text with sample values, to the person who asks (invoicing.md 9.3)."""

from __future__ import annotations

from email.utils import formataddr
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext, override

from foundation.documents.errors import TestNotSent
from foundation.documents.formatting import format_date, format_money
from foundation.documents.mail_kinds import mail_kind
from foundation.documents.services.mail_text import check_address, check_header, compose
from foundation.documents.services.outbox import DeliveryUncertain
from foundation.documents.services.send_mail import hand_over
from foundation.money import ZERO
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit


def send_test_message(legal_entity: LegalEntity, document_type: str, language: str, *, user: User) -> EmailMessage:
    """Send the text of a kind of e-mail to the user's own address and return what was sent.

    Raises TestNotSent (DOC-15) with what the mail server said, AddressNotValid (DOC-06) or HeaderNotValid (DOC-08).
    """
    own_samples = mail_kind(document_type).samples
    with override(language):
        values = sample_values(legal_entity, language) | dict(own_samples(legal_entity) if own_samples else {})
    subject, body = compose(legal_entity, document_type, language, values)
    with override(language):
        mark = gettext("Test")
    subject = f"{mark}: {subject}"
    message = EmailMessage(
        subject=subject,
        body=body,
        from_email=formataddr((check_header(legal_entity.name, "sender"), legal_entity.email or settings.DEFAULT_FROM_EMAIL)),
        to=[check_address(user.email)],
        reply_to=[legal_entity.email] if legal_entity.email else None,
        headers={"Message-ID": f"<{uuid4().hex}@{settings.MESSAGE_ID_DOMAIN}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        hand_over(message)
    except (OSError, DeliveryUncertain) as error:
        raise TestNotSent(address=user.email, reason=str(error) or type(error).__name__) from error
    with transaction.atomic():
        audit.record(legal_entity, user, "documents.test_message", [user])
    return message


def sample_values(legal_entity: LegalEntity, language: str) -> dict[str, str]:
    """Return something for every placeholder of a document."""
    today = legal_entity.today()
    with override(language):
        return {
            "number": "F0000-000000",
            "customer": gettext("Sample customer"),
            "date": format_date(today),
            "due_date": format_date(today),
            "total": format_money(ZERO, legal_entity.currency_id),
            "order": "SO-000000",
            "reference": "PO 4711",
        }
