"""Sending a message to a customer once its transaction is through."""

from __future__ import annotations

from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage

from backorders.models import CustomerNotice
from foundation.documents.cleaning import clean_text
from foundation.documents.models import OutboxMessage
from foundation.documents.services.mail_text import check_address, check_header
from foundation.documents.services.send_mail import hand_over

SEND_NOTICE = "backorder_notice"


def send_notice(message: OutboxMessage) -> None:
    """Send the e-mail of a customer notice; the outbox handler of kind "backorder_notice". Raises DOC-06 and DOC-08."""
    notice = CustomerNotice.of(message.legal_entity_id).for_mail().get(pk=message.object_id)
    hand_over(build(notice, message.message_id))


def build(notice: CustomerNotice, message_id: str) -> EmailMessage:
    """Return the e-mail of a notice."""
    entity = notice.legal_entity
    return EmailMessage(
        subject=check_header(notice.subject, "subject"),
        body=clean_text(notice.body),
        from_email=formataddr((check_header(entity.name, "sender"), entity.email or settings.DEFAULT_FROM_EMAIL)),
        to=[check_address(notice.sent_to)],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )
