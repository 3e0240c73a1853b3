"""Print management and e-mail texts: set up on screen, tried by a message to oneself."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from foundation.documents.models import MailTemplate, PrintRecord
from foundation.documents.services.print_management import draft_of
from foundation.organization.models import AuditEntry
from tests.factories.company import Company
from tests.web_fixtures import SignIn

RULES, TEXTS, TEST = "/NL01/documents/print-management/", "/NL01/documents/mail-texts/", "/NL01/documents/mail-texts/test/"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in accounts receivable manager."""
    return signed_in_client("AR")


def typed_rule(*lines: dict[str, str], **fields: str) -> dict[str, str]:
    """Return the form of a rule with its destinations as a browser sends it."""
    sent = {"document_type": "customer_invoice", "name": "Original", "kind": "original", "default_enabled": "on", "copies": "2"} | fields
    sent |= {"lines-TOTAL_FORMS": str(len(lines)), "lines-INITIAL_FORMS": "0"}
    for number, line in enumerate(lines):
        sent |= {f"lines-{number}-{name}": value for name, value in line.items()}
    return sent


def test_a_rule_sends_a_document_to_several_places(client: Client, company: Company) -> None:
    queue = {"destination": "queue", "queue": "Warehouse", "condition_field": "total", "condition_operator": "gt", "condition_value": "500"}

    answer = client.post(f"{RULES}new/", typed_rule({"destination": "email", "to": "ap@customer.example"}, queue, footer_en="Thank you"))

    assert answer.status_code == 302, answer.content.decode()
    record = PrintRecord.of(company.entity).get(name="Original", document_type="customer_invoice")
    draft = draft_of(record)
    assert [(rule.destination, rule.queue, rule.to) for rule in draft.rules] == [
        ("email", "", "ap@customer.example"),
        ("queue", "Warehouse", ""),
    ]
    assert (draft.copies, draft.footer_texts) == (2, {"en": "Thank you"})
    assert "Printer queue Warehouse" in client.get(RULES).content.decode()
    assert "ap@customer.example" in client.get(f"{RULES}{record.pk}/").content.decode()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"destination": "queue"}, "Name the printer queue"),
        ({"destination": "email", "to": "nobody"}, "not a valid e-mail address"),
        ({"destination": "email", "to": "a@b.example\r\nBcc: c@d.example"}, "Line breaks"),
        ({"destination": "email", "condition_field": "total"}, "Say how to compare"),
    ],
)
def test_a_destination_that_cannot_work_is_refused_in_its_line(client: Client, company: Company, line: dict[str, str], said: str) -> None:
    answer = client.post(f"{RULES}new/", typed_rule(line, name="Another"))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not PrintRecord.of(company.entity).filter(name="Another").exists()


def test_two_rules_of_one_name_for_a_document_are_refused(client: Client, company: Company) -> None:
    client.post(f"{RULES}new/", typed_rule({"destination": "archive"}))

    answer = client.post(f"{RULES}new/", typed_rule({"destination": "email"}))

    assert answer.status_code == 422
    assert PrintRecord.of(company.entity).filter(name="Original", document_type="customer_invoice").count() == 1


def test_a_rule_can_be_deleted(client: Client, company: Company) -> None:
    client.post(f"{RULES}new/", typed_rule({"destination": "archive"}, name="Gone soon"))
    record = PrintRecord.of(company.entity).get(name="Gone soon")

    client.post(f"{RULES}{record.pk}/delete/")

    assert not PrintRecord.of(company.entity).filter(name="Gone soon").exists()


def test_a_text_with_known_placeholders_is_kept(client: Client, company: Company) -> None:
    text = {"document_type": "customer_invoice", "language": "nl", "subject": "Factuur {number}", "body": "Beste {customer}"}

    assert client.post(f"{TEXTS}new/", text).status_code == 302
    assert MailTemplate.of(company.entity).get(language="nl").subject == "Factuur {number}"
    assert "Factuur {number}" in client.get(TEXTS).content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("subject", "Hello {password}"), ("body", "{settings.SECRET_KEY}"), ("body", "{number.__class__}")]
)
def test_a_placeholder_that_nobody_knows_is_refused(client: Client, company: Company, field: str, value: str) -> None:
    text = {"document_type": "customer_invoice", "language": "nl", "subject": "S", "body": "B"} | {field: value}

    assert client.post(f"{TEXTS}new/", text).status_code == 422
    assert not MailTemplate.of(company.entity).exists()


def test_a_subject_of_two_lines_never_becomes_two_headers(client: Client, company: Company) -> None:
    text = {"document_type": "customer_invoice", "language": "nl", "subject": "S\r\nBcc: spy@evil.example", "body": "B"}

    client.post(f"{TEXTS}new/", text)

    assert not any("\n" in template.subject for template in MailTemplate.of(company.entity))


def test_a_test_message_goes_to_the_person_who_asks_and_the_page_says_so(client: Client, company: Company) -> None:
    answer = client.post(TEST, {"document_type": "customer_invoice", "language": "en"}, follow=True)

    [message] = mail.outbox
    assert message.to == [company.users["AR"].email]
    assert "F0000-000000" in message.subject
    assert "{" not in message.subject + message.body
    assert company.users["AR"].email in answer.content.decode()
    assert AuditEntry.of(company.entity).filter(action="documents.test_message").exists()


def test_what_the_mail_server_says_is_shown(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_backend: Any, _messages: Any) -> int:
        raise smtplib.SMTPSenderRefused(550, b"sender not allowed", "x@y.example")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    answer = client.post(TEST, {"document_type": "customer_invoice", "language": "en"})

    assert answer.status_code == 422
    assert "sender not allowed" in answer.content.decode()


@pytest.mark.parametrize("page", [RULES, TEXTS, TEST])
def test_who_may_not_change_print_management_sees_none_of_it(signed_in_client: SignIn, page: str) -> None:
    assert signed_in_client("WH").get(page).status_code == 403
