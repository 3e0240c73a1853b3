"""Delivering documents: made once, mailed with the archived file, sent again by a person, collected for a printer."""

from __future__ import annotations

import hashlib
import smtplib
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from pypdf import PdfReader

from foundation.documents.errors import AddressNotValid, HeaderNotValid, NoAddress, NothingToPrint, NotRetryable
from foundation.documents.models import ArchivedDocument, MailTemplate, OutboxMessage, Output
from foundation.documents.services import archive
from foundation.documents.services.deliver_documents import email_document, print_copy, produce, store_pro_forma
from foundation.documents.services.mail_text import compose
from foundation.documents.services.printer_queue import fetch_queue
from foundation.documents.services.resolve_printing import Rendition
from foundation.documents.services.retry_outputs import mark_delivered, retry_outputs
from foundation.documents.services.work_outbox import work_outbox
from foundation.organization.models import AuditEntry, LegalEntity, User
from tests.documents.stories import email, print_record, printable, queue

pytestmark = pytest.mark.django_db


class RefusingServer(EmailBackend):
    """A mail server that cannot be reached."""

    def open(self) -> bool:
        """Refuse the connection."""
        raise ConnectionRefusedError


class VanishingServer(EmailBackend):
    """A mail server that is gone before it said whether it took the message."""

    def send_messages(self, messages: Any) -> int:
        """Break the connection."""
        raise smtplib.SMTPServerDisconnected


class RejectingServer(EmailBackend):
    """A mail server that says no."""

    def send_messages(self, messages: Any) -> int:
        """Refuse the content."""
        raise smtplib.SMTPDataError(550, b"no")


def use(settings: Any, server: type[EmailBackend]) -> None:
    """Send through this server from now on."""
    settings.EMAIL_BACKEND = f"{server.__module__}.{server.__qualname__}"


def text_of(rendition: Rendition) -> bytes:
    """Return a stand-in for the PDF of a rendition."""
    return f"%PDF {rendition.kind} {rendition.language} {rendition.footer_text} {rendition.mark}".encode()


def work_all(company: LegalEntity) -> None:
    """Work the outbox as often as it is tried again."""
    for _attempt in range(4):
        OutboxMessage.of(company).filter(state="queued").update(next_attempt_at=timezone.now())
        work_outbox()


def test_an_invoice_goes_by_mail_with_its_archived_file(company: LegalEntity) -> None:
    archived = produce(company, printable(), text_of)
    work_outbox()

    [message] = mail.outbox
    assert message.to == ["ap@bouwbedrijf.example"]
    assert message.subject == "Customer invoice F2026-000421 from Polderhout Groothandel B.V."
    assert "Polderhout" in message.from_email
    [(name, content, kind)] = message.attachments
    assert (name, kind) == ("customer-invoice-F2026-000421.pdf", "application/pdf")
    assert hashlib.sha256(content).hexdigest() == archived.sha256
    [output] = Output.of(company)
    assert (output.state, output.sent_to, output.sha256) == ("done", "ap@bouwbedrijf.example", archived.sha256)


def test_making_a_document_twice_has_one_effect(company: LegalEntity) -> None:
    first = produce(company, printable(), text_of)
    second = produce(company, printable(), text_of)
    work_outbox()

    assert first == second
    assert len(mail.outbox) == 1
    assert Output.of(company).count() == 1


def test_a_document_may_be_archived_without_being_sent(company: LegalEntity) -> None:
    produce(company, printable(), text_of, deliver=False)
    work_outbox()

    assert ArchivedDocument.of(company).count() == 1
    assert not mail.outbox


def test_copies_carry_their_own_footer_and_language(company: LegalEntity) -> None:
    print_record(company, "Original", email())
    print_record(company, "Driver", queue("Q1"), kind="copy", language="de", footer_texts={"de": "Für den Fahrer", "en": "For the driver"})

    original = produce(company, printable(), text_of)

    copy = Output.of(company).get(record_name="Driver").archived
    assert original.kind == "original"
    assert archive.read(copy) == "%PDF copy de Für den Fahrer ".encode()


def test_the_same_message_id_is_kept_over_attempts(company: LegalEntity, settings: Any) -> None:
    use(settings, RefusingServer)
    produce(company, printable(), text_of)
    work_outbox()
    before = OutboxMessage.of(company).get().message_id

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    work_all(company)

    assert mail.outbox[0].extra_headers["Message-ID"] == before == Output.of(company).get().message_id


def test_a_mail_server_that_is_down_fails_after_three_attempts_and_the_retry_sends_the_same_file(
    company: LegalEntity, settings: Any, clerk: User
) -> None:
    use(settings, RefusingServer)
    archived = produce(company, printable(), text_of)
    work_all(company)
    [failed] = Output.of(company).not_delivered()
    assert OutboxMessage.of(company).get().attempts == 3

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    retry_outputs(company, [failed.pk], user=clerk)
    work_outbox()

    [(_name, content, _kind)] = mail.outbox[0].attachments
    assert hashlib.sha256(content).hexdigest() == archived.sha256
    assert Output.of(company).get().state == "done"
    assert AuditEntry.of(company).filter(action="documents.retry").count() == 1


def test_a_connection_lost_while_sending_is_shown_as_unknown_and_not_repeated(company: LegalEntity, settings: Any) -> None:
    use(settings, VanishingServer)
    produce(company, printable(), text_of)
    work_all(company)

    assert Output.of(company).get().state == "unknown"
    assert OutboxMessage.of(company).get().attempts == 1


def test_a_refusal_by_the_mail_server_is_certain_and_tried_again(company: LegalEntity, settings: Any) -> None:
    use(settings, RejectingServer)
    produce(company, printable(), text_of)
    work_all(company)

    assert Output.of(company).get().state == "failed"
    assert OutboxMessage.of(company).get().attempts == 3


def test_a_missing_address_can_be_given_with_the_retry(company: LegalEntity, clerk: User) -> None:
    print_record(company, "Original", email())
    produce(company, printable(addresses={}), text_of)
    [failed] = Output.of(company).not_delivered()

    with pytest.raises(NoAddress):
        retry_outputs(company, [failed.pk], user=clerk)
    retry_outputs(company, [failed.pk], user=clerk, to=["new@bouwbedrijf.example"])
    work_outbox()

    assert mail.outbox[0].to == ["new@bouwbedrijf.example"]
    assert not Output.of(company).not_delivered().exists()


def test_what_arrived_cannot_be_sent_again_by_retry(company: LegalEntity, clerk: User) -> None:
    produce(company, printable(), text_of)
    work_outbox()

    with pytest.raises(NotRetryable, match="Delivered"):
        retry_outputs(company, [Output.of(company).get().pk], user=clerk)


def test_a_person_can_say_that_a_document_arrived_another_way(company: LegalEntity, clerk: User) -> None:
    print_record(company, "Original", email())
    produce(company, printable(addresses={}), text_of)
    [failed] = Output.of(company).not_delivered()

    mark_delivered(company, [failed.pk], user=clerk, note="handed over at the counter")

    assert Output.of(company).get().state == "done"
    assert Output.of(company).get().note == "Cleo Clerk: handed over at the counter"


def test_failed_work_is_retried_from_the_list_too(company: LegalEntity, clerk: User, outbox_kind: Any) -> None:
    from tests.documents.test_outbox import announce

    broken = [True]

    def sometimes(_message: OutboxMessage) -> None:
        if broken[0]:
            raise ConnectionRefusedError

    announce(company, outbox_kind(sometimes))
    work_all(company)
    [failed] = Output.of(company).not_delivered()
    broken[0] = False

    retry_outputs(company, [failed.pk], user=clerk)
    work_outbox()

    assert Output.of(company).get().state == "done"
    assert OutboxMessage.of(company).get().state == "done"


def test_outputs_of_another_company_are_out_of_reach(company: LegalEntity, other_company: LegalEntity, clerk: User) -> None:
    print_record(company, "Original", email())
    produce(company, printable(addresses={}), text_of)
    [failed] = Output.of(company).not_delivered()

    assert retry_outputs(other_company, [failed.pk], user=clerk, to=["x@example.test"]) == []
    assert Output.of(company).get().state == "failed"


@pytest.mark.parametrize("address", ["no address", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example", ""])
def test_an_address_that_is_none_is_refused(company: LegalEntity, clerk: User, address: str) -> None:
    archived = produce(company, printable(), text_of, deliver=False)

    with pytest.raises(AddressNotValid):
        email_document(company, printable(), archived, to=[address], user=clerk)


def test_a_document_can_be_sent_to_addresses_by_hand(company: LegalEntity, clerk: User) -> None:
    archived = produce(company, printable(), text_of, deliver=False)

    email_document(company, printable(), archived, to=["a@b.example"], user=clerk)
    work_outbox()

    assert mail.outbox[0].to == ["a@b.example"]
    assert Output.of(company).get().note == "Cleo Clerk"


def test_a_subject_with_a_line_break_is_refused(company: LegalEntity) -> None:
    with pytest.raises(HeaderNotValid):
        compose(company, "customer_invoice", "en", {"number": "F-1\r\nBcc: thief@example.test"})


def test_the_companys_own_text_is_used_and_only_known_placeholders_are_filled(company: LegalEntity) -> None:
    MailTemplate.of(company).create(
        legal_entity=company,
        document_type="customer_invoice",
        language="nl",
        subject="Factuur {number}",
        body="Beste {customer}, {secret} {{ 7|add:7 }} {number.__class__}",
    )

    subject, body = compose(company, "customer_invoice", "nl", {"number": "F-1", "customer": "Jan", "secret": "x"})

    assert subject == "Factuur F-1"
    assert body == "Beste Jan, {secret} {{ 7|add:7 }} {number.__class__}"


def test_a_printed_copy_says_so_and_is_kept(company: LegalEntity, clerk: User) -> None:
    produce(company, printable(), text_of, deliver=False)

    copy = print_copy(company, printable(), text_of, user=clerk)

    assert copy.kind == "copy"
    assert b"COPY" in archive.read(copy)
    assert ArchivedDocument.of(company).count() == 2


def test_a_pro_forma_is_kept_apart_from_originals(company: LegalEntity, clerk: User) -> None:
    for _time in range(2):
        store_pro_forma(company, printable(document_type="pro_forma"), b"%PDF", user=clerk)

    assert ArchivedDocument.of(company).pro_formas().count() == 2
    assert archive.find_original(company, "pro_forma", 1) is None


def test_a_printer_queue_is_fetched_once_as_one_sorted_file(company: LegalEntity, clerk: User) -> None:
    from tests.documents.samples import sample_pdf

    print_record(company, "Original", queue("Q1"), copies=2)
    for key, number in ((2, "F-2"), (1, "F-1")):
        produce(company, printable(object_id=key, number=number), lambda rendition, number=number: sample_pdf(1, number=number))

    content = fetch_queue(company, "Q1", user=clerk)

    texts = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    assert ["F-1" in text for text in texts] == [True, True, False, False]
    with pytest.raises(NothingToPrint):
        fetch_queue(company, "Q1", user=clerk)
