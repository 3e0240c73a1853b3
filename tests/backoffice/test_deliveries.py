"""The pages of deliveries: what was not delivered can be sent again, printer queues can be fetched."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pypdf import PdfWriter

from foundation.documents.models import Output
from foundation.documents.services.deliver_documents import produce
from foundation.documents.services.work_outbox import work_outbox
from tests.documents.stories import email, print_record, printable, queue
from tests.documents.test_delivery import RejectingServer, use, work_all
from tests.factories.company import Company
from tests.web_fixtures import SignIn


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in billing clerk."""
    return signed_in_client("BC")


@pytest.fixture
def rejected(company: Company, settings: Any) -> Output:
    """A document that the mail server would not take."""
    print_record(company.entity, "Original", email(to="old@example.test"))
    use(settings, RejectingServer)
    produce(company.entity, printable(), lambda _rendition: b"%PDF one")
    work_all(company.entity)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return Output.of(company.entity).not_delivered().get()


def test_a_document_that_was_not_delivered_is_listed_with_the_reason(client: Client, rejected: Output) -> None:
    page = client.get("/NL01/documents/outputs/").content.decode()

    assert rejected.number in page
    assert "old@example.test" in page
    assert rejected.problem in page


def test_it_is_sent_again_to_another_address(client: Client, rejected: Output) -> None:
    answer = client.post(f"/NL01/documents/outputs/{rejected.pk}/retry/", {"to": "new@example.test"})
    work_outbox()

    assert answer.status_code == 302
    assert [message.to for message in mail.outbox] == [["new@example.test"]]


def test_selected_documents_are_sent_again_or_marked_as_delivered(client: Client, company: Company, rejected: Output) -> None:
    client.post("/NL01/documents/outputs/retry/", {"selected": [rejected.pk]})
    work_outbox()
    again = client.post("/NL01/documents/outputs/delivered/", {"selected": [rejected.pk], "tab": "all"}, follow=True)

    assert [message.to for message in mail.outbox] == [["old@example.test"]]
    assert Output.of(company.entity).get().state == "done"
    assert "alert" in again.content.decode()


def test_a_printer_queue_is_fetched_once(client: Client, company: Company) -> None:
    print_record(company.entity, "Original", queue("Q1"))
    writer, target = PdfWriter(), BytesIO()
    writer.add_blank_page(72, 72)
    writer.write(target)
    produce(company.entity, printable(), lambda _rendition: target.getvalue())

    assert "Q1" in client.get("/NL01/documents/printer-queues/").content.decode()
    first = client.post("/NL01/documents/printer-queues/", {"queue": "Q1"})
    second = client.post("/NL01/documents/printer-queues/", {"queue": "Q1"})

    assert first["Content-Type"] == "application/pdf"
    assert second.status_code == 302


def test_an_order_clerk_may_look_but_not_send(signed_in_client: SignIn, rejected: Output) -> None:
    clerk = signed_in_client("OC")

    assert clerk.get("/NL01/documents/outputs/").status_code == 200
    assert clerk.post(f"/NL01/documents/outputs/{rejected.pk}/retry/", {"to": ""}).status_code == 403
    assert clerk.post("/NL01/documents/outputs/retry/", {"selected": [rejected.pk]}).status_code == 403
