"""The print dialog: the paper beside the choices, what each destination does, and what is remembered (backoffice.md [27])."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
import time_machine
from django.core import mail
from django.test import Client
from pypdf import PdfReader

from foundation.documents.models import ArchivedDocument, ArchiveKind, Output
from foundation.documents.services.work_outbox import work_outbox
from invoicing.models import CustomerInvoice
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, sales_order
from tests.web_fixtures import SignIn


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    with time_machine.travel("2026-03-31 10:00Z", tick=False):
        yield


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in accounts receivable manager."""
    return signed_in_client("AR")


@pytest.fixture
def posted(company: Company) -> CustomerInvoice:
    """An invoice of a delivered order."""
    order = sales_order(company, ("A", 10, "25.00"))
    deliver(company, order)
    return invoice(company, order)


def address(posted: CustomerInvoice) -> str:
    return f"/NL01/invoices/{posted.pk}/print/"


def choose(client: Client, posted: CustomerInvoice, **chosen: object) -> str:
    """Print and return where that leads."""
    answer = client.post(address(posted), {"what": "original", "destination": "download", "copies": 1} | chosen)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer["Location"])


def outputs(company: Company) -> list[Output]:
    return list(Output.of(company.entity).filter(note__gt="").order_by("-pk"))


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_the_page_of_an_invoice_leads_to_a_dialog_with_the_paper_beside_the_choices(client: Client, posted: CustomerInvoice) -> None:
    assert address(posted) in client.get(f"/NL01/invoices/{posted.pk}/").content.decode()

    page = client.get(address(posted)).content.decode()

    assert "<iframe" in page
    assert "file=preview" in page
    for name in ("what", "destination", "copies", "to"):
        assert f'name="{name}"' in page


def test_looking_at_the_preview_is_no_print_and_only_our_own_pages_frame_it(
    client: Client, company: Company, posted: CustomerInvoice
) -> None:
    answer = client.get(address(posted), {"file": "preview"})

    assert posted.number in text_of(answer.content)
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert not outputs(company)


def test_the_preview_of_a_copy_carries_its_mark_and_is_not_kept(client: Client, company: Company, posted: CustomerInvoice) -> None:
    answer = client.get(address(posted), {"file": "preview", "what": "copy"})

    assert "COPY" in text_of(answer.content)
    assert not ArchivedDocument.of(company.entity).filter(kind=ArchiveKind.COPY).exists()


def test_a_printer_gets_as_many_originals_as_were_asked_for_in_one_file(client: Client, company: Company, posted: CustomerInvoice) -> None:
    file = client.get(choose(client, posted, destination="printer", copies=3)).content

    assert len(PdfReader(BytesIO(file)).pages) == 3
    assert [output.copies for output in outputs(company)] == [3]


def test_a_copy_is_marked_kept_and_counted_once(client: Client, company: Company, posted: CustomerInvoice) -> None:
    file = client.get(choose(client, posted, what="copy")).content

    assert "COPY" in text_of(file)
    assert [output.archived.kind for output in outputs(company) if output.archived] == ["copy"]


@pytest.mark.django_db(transaction=True)
def test_an_e_mail_takes_the_copy_along(client: Client, company: Company, posted: CustomerInvoice) -> None:
    assert choose(client, posted, what="copy", destination="email", to="desk@buyer.example") == f"/NL01/invoices/{posted.pk}/"

    work_outbox()

    sent = [message for message in mail.outbox if message.to == ["desk@buyer.example"]]
    assert len(sent) == 1
    assert sent[0].attachments[0][0].endswith("-copy.pdf")


def test_a_printer_queue_waits_with_the_document(client: Client, company: Company, posted: CustomerInvoice) -> None:
    choose(client, posted, destination="queue", queue="Counter", copies=2)

    [output] = outputs(company)
    assert (output.state, output.queue, output.copies) == ("queued", "Counter", 2)


@pytest.mark.parametrize(
    ("chosen", "says"), [({"destination": "email", "to": ""}, "to whom"), ({"destination": "queue"}, "Name the printer")]
)
def test_what_is_missing_is_said_on_the_form_and_nothing_is_printed(
    client: Client, company: Company, posted: CustomerInvoice, chosen: dict[str, str], says: str
) -> None:
    answer = client.post(address(posted), {"what": "original", "copies": 1} | chosen)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not outputs(company)


def test_the_choices_of_last_time_come_back_for_this_kind_of_document(client: Client, company: Company, posted: CustomerInvoice) -> None:
    choose(client, posted, what="copy", destination="queue", queue="Counter", copies=2)
    other = invoice(company, sales_order(company, ("B", 1, "10.00")))

    page = client.get(address(other)).content.decode()

    assert '<option value="queue" selected' in page
    assert '<option value="copy" selected' in page
    assert 'value="Counter"' in page


def test_who_may_not_send_is_offered_no_e_mail_and_who_may_not_print_no_dialog(signed_in_client: SignIn, posted: CustomerInvoice) -> None:
    auditor = signed_in_client("AU")

    assert 'value="email"' not in auditor.get(address(posted)).content.decode()
    assert auditor.post(address(posted), {"what": "original", "destination": "email", "copies": 1}).status_code == 422


def test_a_file_of_another_document_is_not_found(client: Client, company: Company, posted: CustomerInvoice) -> None:
    choose(client, posted)
    other = invoice(company, sales_order(company, ("B", 1, "10.00")))

    assert client.get(address(other), {"file": outputs(company)[0].pk}).status_code == 404
