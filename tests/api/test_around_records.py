"""Notes and files of a record over REST: for whoever may see it, with the limits of the browser."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.backoffice.models import Attachment, Note, Notification
from foundation.organization.models import AuditEntry
from sales.models import SalesOrder
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import sales_order

TERMS = b"Thirty days"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def order(company: Company) -> SalesOrder:
    """An order to write around."""
    return sales_order(company, ("A", 2, "25"))


def attach(user: ApiUser, record: str, name: str = "terms.txt", content: bytes = TERMS, key: str = "") -> Any:
    """Attach a file over REST and return the answer."""
    headers = {"Idempotency-Key": key} if key else {}
    return user.post(f"{user.base}/{record}/attachments", {"file": SimpleUploadedFile(name, content)}, format="multipart", headers=headers)


def test_a_note_stands_on_the_record_and_tells_whom_it_mentions(clerk: ApiUser, company: Company, order: SalesOrder) -> None:
    manager = company.user("OM")
    handle = manager.email.partition("@")[0]

    written = clerk.send(f"sales-orders/{order.number}/notes", {"text": f"@{handle} look, @nobody"}, expect=201).json()

    assert (written["user"], written["told"], written["unknown"]) == (clerk.user.email, [manager.email], ["nobody"])
    [told] = Notification.of(company.entity).for_user(manager)
    assert told.url == f"/NL01/sales/orders/{order.pk}/#timeline"
    assert [note["text"] for note in clerk.read(f"sales-orders/{order.number}/notes")] == [f"@{handle} look, @nobody"]
    assert Note.of(company.entity).about(order).count() == 1


def test_a_note_has_a_text(clerk: ApiUser, order: SalesOrder) -> None:
    assert clerk.send(f"sales-orders/{order.number}/notes", {"text": " "}).status_code == 422
    assert clerk.send(f"sales-orders/{order.number}/notes", {"text": "x" * 4001}).status_code == 422


def test_a_file_is_attached_read_back_and_removed(clerk: ApiUser, company: Company, order: SalesOrder) -> None:
    address = f"sales-orders/{order.number}"

    kept = attach(clerk, address)

    assert kept.status_code == 201, kept.content
    found = kept.json()
    assert (found["name"], found["size"], found["user"]) == ("terms.txt", len(TERMS), clerk.user.email)
    assert found["sha256"] == hashlib.sha256(TERMS).hexdigest()
    assert clerk.read(f"{address}/attachments") == [found]
    file = clerk.get(f"{clerk.base}/{address}/attachments/{found['id']}")
    assert b"".join(file.streaming_content) == TERMS  # type: ignore[attr-defined]
    assert file.headers["Content-Disposition"] == 'attachment; filename="terms.txt"'
    assert clerk.delete(f"{clerk.base}/{address}/attachments/{found['id']}").status_code == 204
    assert clerk.read(f"{address}/attachments") == []
    assert [entry.action for entry in AuditEntry.of(company.entity).filter(object_id=order.pk).order_by("pk")][-2:] == [
        "file attached",
        "file removed",
    ]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("run.exe", b"MZ", "DOC-11"),
        ("paper.pdf", b"no paper", "DOC-12"),
        ("empty.txt", b"", "DOC-12"),
        ("big.txt", b"x" * 10_500_000, "DOC-10"),
    ],
)
def test_files_are_refused_as_in_the_browser(clerk: ApiUser, order: SalesOrder, name: str, content: bytes, code: str) -> None:
    answer = attach(clerk, f"sales-orders/{order.number}", name, content)

    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert not Attachment.of(order.legal_entity).exists()


def test_a_request_beyond_the_largest_is_refused_before_it_is_read(clerk: ApiUser, order: SalesOrder, settings: Any) -> None:
    settings.LARGEST_REQUEST = 1000

    answer = attach(clerk, f"sales-orders/{order.number}", content=b"x" * 2000)

    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")


def test_json_is_no_file(clerk: ApiUser, order: SalesOrder) -> None:
    assert clerk.send(f"sales-orders/{order.number}/attachments", {"file": "terms.txt"}).status_code == 415
    empty = clerk.post(f"{clerk.base}/sales-orders/{order.number}/attachments", {}, format="multipart")
    assert (empty.status_code, empty.json()["errors"][0]["field"]) == (422, "file")


def test_the_same_file_under_the_same_key_is_attached_once(clerk: ApiUser, order: SalesOrder) -> None:
    address = f"sales-orders/{order.number}"

    first, again, other = (
        attach(clerk, address, key="k1"),
        attach(clerk, address, key="k1"),
        attach(clerk, address, content=b"Sixty", key="k1"),
    )

    assert (first.json(), again.headers["Idempotent-Replayed"]) == (again.json(), "true")
    assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_MISMATCH")
    assert Attachment.of(order.legal_entity).count() == 1


def test_who_only_reads_adds_nothing(api_as: ApiAs, order: SalesOrder) -> None:
    auditor = api_as("AU")

    assert auditor.read(f"sales-orders/{order.number}/notes") == []
    assert auditor.send(f"sales-orders/{order.number}/notes", {"text": "Look"}).status_code == 403
    assert attach(auditor, f"sales-orders/{order.number}").status_code == 403


def test_a_file_of_somebody_else_is_removed_with_the_right_to(clerk: ApiUser, api_as: ApiAs, order: SalesOrder) -> None:
    address = f"sales-orders/{order.number}"
    key = attach(clerk, address).json()["id"]

    assert api_as("WH").delete(f"{clerk.base}/{address}/attachments/{key}").status_code == 403
    assert api_as("AD").delete(f"{clerk.base}/{address}/attachments/{key}").status_code in {204, 403}


def test_a_file_is_found_at_its_own_record_only(clerk: ApiUser, company: Company, order: SalesOrder) -> None:
    key = attach(clerk, f"sales-orders/{order.number}").json()["id"]
    other = sales_order(company, ("A", 1, "25"))

    assert clerk.get(f"{clerk.base}/sales-orders/{other.number}/attachments/{key}").status_code == 404


def test_other_documents_have_notes_and_files_as_well(api_as: ApiAs, company: Company, order: SalesOrder) -> None:
    posted = invoice(company, order)
    clerk = api_as("AR")
    for record in (f"customer-invoices/{posted.number}", f"customers/{order.customer.account}"):
        clerk.send(f"{record}/notes", {"text": "Called them"}, expect=201)
        assert attach(clerk, record).status_code == 201

        assert (len(clerk.read(f"{record}/notes")), len(clerk.read(f"{record}/attachments"))) == (1, 1)
