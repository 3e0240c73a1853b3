"""Handing an e-mail to the mail server: the archived file, a fixed message id, and honesty about what is not known."""

from __future__ import annotations

import smtplib
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from foundation.documents.models import OutboxMessage, Output
from foundation.documents.services.archive import read
from foundation.documents.services.mail_text import check_header
from foundation.documents.services.outbox import DeliveryUncertain

TIMEOUT = 30


def send_mail(message: OutboxMessage) -> None:
    """Send the e-mail of an output with its archived file; the outbox handler of kind "email"."""
    output = Output.of(message.legal_entity_id).select_related("archived", "legal_entity").get(outbox_message=message)
    hand_over(build(output))


def hand_over(mail: EmailMessage) -> None:
    """Give an e-mail to the mail server.

    Trouble before the hand-over raises and is tried again; a connection lost during it raises DeliveryUncertain.
    """
    connection = get_connection(timeout=TIMEOUT) if "smtp" in settings.EMAIL_BACKEND else get_connection()
    connection.open()
    try:
        connection.send_messages([mail])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError):
        raise
    except OSError as error:
        raise DeliveryUncertain(type(error).__name__) from error
    finally:
        connection.close()


def build(output: Output) -> EmailMessage:
    """Return the message of an output, with the archived file of the same legal entity attached."""
    entity, mail = output.legal_entity, output.mail
    sender = formataddr((check_header(entity.name, "sender"), entity.email or settings.DEFAULT_FROM_EMAIL))
    message = EmailMessage(
        subject=mail["subject"],
        body=mail["body"],
        from_email=sender,
        to=mail["to"],
        cc=mail["cc"],
        bcc=mail["bcc"],
        reply_to=[mail["reply_to"]] if mail["reply_to"] else None,
        headers={"Message-ID": output.message_id, "Auto-Submitted": "auto-generated"},
    )
    if output.archived is not None and output.archived.legal_entity_id == output.legal_entity_id:
        message.attach(output.archived.file_name, read(output.archived), "application/pdf")
    return message
