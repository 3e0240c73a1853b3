"""Headers of e-mails: nothing that a user types becomes a second line, a second receiver or a link (reliability.md §14)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.mail import EmailMessage

from foundation.documents.errors import AddressNotValid, HeaderNotValid
from foundation.documents.models import ArchivedDocument, MailTemplate, Output
from foundation.documents.services import mail_text
from foundation.documents.services.mail_text import check_address, check_header, compose
from foundation.documents.services.send_mail import build
from foundation.organization.models import LegalEntity

BREAKS = ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]
ADDRESSES = [
    "a@b.example\r\nBcc: spy@evil.example",
    "a@b.example\nBcc: spy@evil.example",
    "a@b.example,spy@evil.example",
    "a@b.example;spy@evil.example",
    "a@b.example spy@evil.example",
    "Name <a@b.example>",
    "a@b.example\x00",
    "a@b@c.example",
    "a@",
    "",
    "|/bin/sh",
]


@pytest.mark.parametrize("line_break", BREAKS)
def test_a_subject_with_a_line_break_is_refused(company: LegalEntity, line_break: str) -> None:
    with pytest.raises(HeaderNotValid):
        compose(company, "customer_invoice", "en", {"number": f"F-1{line_break}Bcc: spy@evil.example"})


@pytest.mark.parametrize("line_break", BREAKS)
def test_a_sender_with_a_line_break_is_refused(company: LegalEntity, line_break: str) -> None:
    company.name = f"Polderhout{line_break}Bcc: spy@evil.example"

    with pytest.raises(HeaderNotValid):
        build(mail_to(company))


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_not_one_address_is_refused(address: str) -> None:
    with pytest.raises(AddressNotValid):
        check_address(address)


def test_direction_overrides_do_not_disguise_a_subject() -> None:
    assert check_header("Invoice \u202etxt.exe", "subject") == "Invoice txt.exe"


def test_messages_are_plain_text_so_that_no_text_is_a_link(company: LegalEntity) -> None:
    template = MailTemplate(legal_entity=company, document_type="customer_invoice", language="en")
    template.subject, template.body = "{number}", "<a href='http://evil.example'>{customer}</a>"
    template.save()

    _subject, body = compose(company, "customer_invoice", "en", {"number": "F-1", "customer": "<b>Cleo</b>"})
    message = build(mail_to(company, body=body))

    assert message.content_subtype == "plain"
    assert not getattr(message, "alternatives", [])


def test_a_file_of_another_company_is_never_attached(company: LegalEntity, other_company: LegalEntity) -> None:
    output = mail_to(company)
    output.archived = ArchivedDocument(legal_entity=other_company, file="archive/DE01/x.pdf", document_type="customer_invoice")

    assert build(output).attachments == []


def test_without_the_check_the_break_would_reach_the_headers(company: LegalEntity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_text, "check_header", lambda text, _part: text)

    subject, _body = compose(company, "customer_invoice", "en", {"number": "F-1\nBcc: spy@evil.example"})

    assert "\nBcc:" in subject
    with pytest.raises(ValueError, match="newlines"):
        EmailMessage(subject, "", "a@b.example", ["c@d.example"]).message()


def mail_to(company: LegalEntity, **changes: Any) -> Output:
    """Return an output of a message, not saved."""
    message = {"to": ["a@b.example"], "cc": [], "bcc": [], "reply_to": "", "subject": "s", "body": "b"} | changes
    return Output(legal_entity=company, mail=message, message_id="<1@x>")
