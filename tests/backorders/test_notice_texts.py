"""The text of notices to customers, as a legal entity writes it per language (sales.md §19.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backorders.services.inform_customers import plan_notices
from foundation.documents.models import MailTemplate
from foundation.organization.models import AuditEntry
from tests.factories.backorders import waits
from tests.factories.company import Company

TEXT = {
    "document_type": "backorder_notice",
    "language": "en",
    "subject": "{company}: {orders}",
    "body": "Hello {customer},\n\n{lines}\n\nSee you.",
}
PAGE = "/NL01/documents/mail-texts/"


@pytest.fixture(autouse=True)
def second_of_march() -> Iterator[None]:
    """Let it be Monday 2 March 2026."""
    with time_machine.travel("2026-03-02 09:00Z", tick=False):
        yield


@pytest.fixture
def stocked(company: Company) -> Company:
    """An item that somebody can wait for."""
    company.item("A1", "10.00", negative_stock=False)
    return company


@pytest.fixture
def manager(stocked: Company, client: Any) -> Any:
    """A browser of an order manager."""
    client.force_login(stocked.user("OM"))
    return client


def in_language(company: Company, account: str, language: str) -> None:
    customer = company.customer(account)
    customer.language = language
    customer.save()


def test_a_notice_says_what_the_entity_wrote_in_the_language_of_the_customer(stocked: Company, manager: Any) -> None:
    in_language(stocked, "C-200", "en")
    in_language(stocked, "C-300", "nl")
    english, dutch = waits(stocked, "A1", 20, customer="C-200"), waits(stocked, "A1", 5, customer="C-300")
    assert manager.post(f"{PAGE}new/", TEXT).status_code == 302

    own, ours = plan_notices(stocked.entity, [english.pk, dutch.pk])

    assert own.subject == f"{stocked.entity.name}: {english.order.number}"
    assert own.body.startswith(f"Hello {own.customer.name},\n\nOrder {english.order.number}: 20 pcs of A1")
    assert own.body.rstrip().endswith("See you.")
    assert dutch.order.number in ours.subject and "See you." not in ours.body and "{" not in ours.subject + ours.body


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("body", "Hello {customer}", "The text must have {lines}"),
        ("body", "{lines} {total}", "Nothing is known to replace {total}."),
        ("subject", "About {lines}", "Nothing is known to replace {lines}."),
        ("subject", "{number}", "Nothing is known to replace {number}."),
    ],
)
def test_a_text_that_cannot_be_filled_is_refused(stocked: Company, manager: Any, field: str, value: str, told: str) -> None:
    answer = manager.post(f"{PAGE}new/", TEXT | {field: value})

    assert answer.status_code == 422 and told in answer.content.decode()
    assert not MailTemplate.of(stocked.entity).exists()


def test_the_form_names_what_a_notice_can_say(stocked: Company, manager: Any) -> None:
    page = manager.get(f"{PAGE}new/").content.decode()
    assert "For Customer notice: {company}, {customer}, {date}, {orders}, {lines}." in page


def test_the_text_of_a_notice_can_be_tried_on_oneself(stocked: Company, manager: Any) -> None:
    manager.post(f"{PAGE}new/", TEXT)

    manager.post(f"{PAGE}test/", {"document_type": "backorder_notice", "language": "en"})

    (message,) = mail.outbox
    assert message.to == [stocked.user("OM").email] and "SO-000000" in message.subject
    assert "{" not in message.subject + message.body and "Leaves us on" in message.body
    assert AuditEntry.of(stocked.entity).filter(action="documents.test_message").exists()


def test_the_texts_of_all_languages_are_read_at_once(stocked: Company) -> None:
    def statements(keys: list[int]) -> int:
        with CaptureQueriesContext(connection) as found:
            plan_notices(stocked.entity, keys)
        return len(found)

    keys = []
    for account, language in (("C-200", "en"), ("C-300", "nl"), ("C-400", "de")):
        in_language(stocked, account, language)
        keys.append(waits(stocked, "A1", 5, customer=account).pk)

    assert statements(keys) <= statements(keys[:1]) <= 6
