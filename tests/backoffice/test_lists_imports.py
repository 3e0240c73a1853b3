"""Imports in the browser: headings guessed and remembered, a check that changes nothing, all or chosen rows."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from foundation.backoffice.errors import ImportAtWork
from foundation.backoffice.imports.steps import _work
from foundation.backoffice.models import ImportFile, Notification
from foundation.backoffice.models.import_file import ImportState
from foundation.documents.models import OutboxMessage
from foundation.documents.services.work_outbox import handle
from foundation.documents.statuses import OutboxState
from foundation.imports.columns import guess_columns
from foundation.inventory.models import Item
from foundation.organization.models import AuditEntry
from tests.factories.company import Company
from tests.web_fixtures import SignIn

NEW = "/NL01/imports/inventory.item/new/"
ROWS = "number,name,sales unit,base price\nP-1,Pump,pcs,10.50\nP-2,Pipe,pcs,cheap\nP-3,Plug,pcs,0.25\nP-4,Plate,pcs,3\n"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """An order manager, who may import items."""
    return signed_in_client("OM")


def send(client: Client, text: str = ROWS, name: str = "items.csv", address: str = NEW) -> Any:
    """Upload a file."""
    return client.post(address, {"file": SimpleUploadedFile(name, text.encode())})


def check(client: Client, address: str, **typed: str) -> Any:
    """Take the columns as they were guessed, except those that are given."""
    form = client.get(address).context["form"]
    guessed = {field.name: field.value() or "" for field in form if field.name.startswith("column-")}
    return client.post(address, guessed | {"mode": "upsert", "date_order": ""} | typed, follow=True)


def uploaded(client: Client, text: str = ROWS) -> str:
    """Upload a file, check it, and return its address."""
    address = str(send(client, text)["Location"])
    check(client, address)
    return address


def test_headings_are_guessed_in_english_and_dutch(client: Client) -> None:
    answer = client.get(send(client, "Artikelnummer;Naam;bar code\nP-1;Pomp;871\n")["Location"])
    guessed = {field.label: field.value() for field, _samples in answer.context["headings"]}

    assert guessed["Naam"] == "name"
    assert guessed["bar code"] == "barcode"


def test_a_check_says_what_would_happen_and_changes_nothing(client: Client, company: Company) -> None:
    before = Item.of(company.entity).count()

    answer = check(client, send(client)["Location"])

    assert [(str(word), count) for word, count in answer.context["counts"]] == [("created", 3), ("refused", 1)]
    assert [(row.number, "cheap" in row.sentences[0]) for row in answer.context["errors"]] == [(3, True)]
    assert Item.of(company.entity).count() == before


def test_all_rows_that_can_be_are_imported_once(client: Client, company: Company) -> None:
    address = uploaded(client)

    client.post(f"{address}take/", {"chosen_rows": ""})

    assert set(Item.of(company.entity).filter(number__startswith="P-").values_list("number", flat=True)) == {"P-1", "P-3", "P-4"}
    assert AuditEntry.of(company.entity).filter(origin="import").exists()
    assert client.post(f"{address}take/", {"chosen_rows": ""}).status_code == 422


def test_chosen_rows_are_imported_alone(client: Client, company: Company) -> None:
    address = uploaded(client)

    for wrong in ("two", "77", "1--2"):
        assert client.post(f"{address}take/", {"chosen_rows": wrong}).status_code == 422
    client.post(f"{address}take/", {"chosen_rows": "2, 5-9"})

    assert set(Item.of(company.entity).filter(number__startswith="P-").values_list("number", flat=True)) == {"P-1", "P-4"}


def test_refused_rows_come_back_with_their_reasons(client: Client) -> None:
    text = b"".join(client.get(f"{uploaded(client)}refused/").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]

    assert [line.split(",")[0] for line in text.splitlines()] == ['"number"', '"P-2"']
    assert "cheap is not a number" in text


def test_columns_are_remembered_for_the_same_headings(client: Client) -> None:
    text = "number,thing,sales unit\nP-1,Pump,pcs\n"
    check(client, send(client, text)["Location"], **{"column-1": "name"})

    again = client.get(send(client, text)["Location"]).context["form"]

    assert again["column-1"].value() == "name"


def test_what_is_no_table_is_refused_at_the_door(client: Client, company: Company) -> None:
    assert send(client, "number\n").status_code == 422
    assert send(client, "%PDF-1.4", "items.pdf").status_code == 422
    assert send(client, "PK\x03\x04 no workbook", "items.xlsx").status_code == 422
    assert not ImportFile.of(company.entity).exists()


def test_a_column_that_every_row_needs_must_stand_for_something(client: Client) -> None:
    answer = check(client, send(client)["Location"], **{"column-0": ""})

    assert answer.status_code == 422
    assert "number" in answer.content.decode()


def test_a_file_belongs_to_who_uploaded_it_and_the_right_to_import_is_asked(client: Client, signed_in_client: SignIn) -> None:
    address = uploaded(client)
    clerk = signed_in_client("OC")

    assert clerk.get(address).status_code == 404
    assert clerk.get(NEW).status_code == 404
    assert signed_in_client("AD").get(address).status_code == 404
    assert client.get("/NL01/imports/nothing/new/").status_code == 404
    assert "imports/inventory.item/new/" in client.get("/NL01/inventory/items/?view=0").content.decode()
    assert "imports/inventory.item/new/" not in clerk.get("/NL01/inventory/items/?view=0").content.decode()


def test_a_large_file_is_checked_and_imported_by_a_worker_who_tells(client: Client, company: Company, monkeypatch: Any) -> None:
    monkeypatch.setattr("foundation.backoffice.imports.steps.MOST_AT_ONCE", 1)
    address = send(client)["Location"]

    assert "A worker has the file" in check(client, address).content.decode()
    work(company)
    assert [count for _word, count in client.get(address).context["counts"]] == [3, 1]
    client.post(f"{address}take/", {"chosen_rows": ""})
    assert not Item.of(company.entity).filter(number="P-1").exists()
    work(company)
    work(company)

    assert Item.of(company.entity).filter(number__startswith="P-").count() == 3
    assert [told.tone for told in Notification.of(company.entity).order_by("pk")] == ["green", "green"]


def test_an_import_that_no_worker_can_finish_says_why_and_can_be_repeated(
    client: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foundation.backoffice.imports.steps.MOST_AT_ONCE", 1)
    address = send(client)["Location"]
    check(client, address)
    work(company)
    client.post(f"{address}take/", {"chosen_rows": ""})

    with monkeypatch.context() as broken:
        broken.setattr("foundation.backoffice.imports.steps.run_import", crash)
        for _attempt in range(3):
            work(company)

    page = client.get(address).content.decode()
    assert "Technical failure after 3 attempts" in page
    assert "Not imported" in page
    assert [told.tone for told in Notification.of(company.entity).order_by("pk")] == ["green", "red"]
    check(client, address)
    work(company)
    client.post(f"{address}take/", {"chosen_rows": ""})
    work(company)
    assert Item.of(company.entity).filter(number__startswith="P-").count() == 3


def crash(*_arguments: Any) -> None:
    """Fail as a lost disk would."""
    raise OSError("The disk is gone")


def test_a_worker_that_comes_back_after_its_import_was_given_up_changes_nothing(
    client: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foundation.backoffice.imports.steps.MOST_AT_ONCE", 1)
    address = send(client)["Location"]
    check(client, address)
    work(company)
    client.post(f"{address}take/", {"chosen_rows": ""})
    record = ImportFile.of(company.entity).select_related("user").get()
    ImportFile.of(company.entity).update(state=ImportState.FAILED)

    with pytest.raises(ImportAtWork):
        _work(record)

    assert not Item.of(company.entity).filter(number__startswith="P-").exists()


@pytest.mark.parametrize("kind", ["customers.customer", "inventory.item", "sales.salesorder"])
def test_every_import_has_an_empty_file_whose_headings_are_understood(client: Client, kind: str) -> None:
    template = client.get(f"/NL01/imports/{kind}/template/")

    headings = [str(cell.value) for cell in next(load_workbook(io.BytesIO(template.content)).active.iter_rows())]
    page = client.get(f"/NL01/imports/{kind}/new/")
    columns = page.context["view"].columns

    assert template["Content-Disposition"].endswith('.xlsx"')
    assert list(guess_columns(headings, columns).values()) == [column.name for column in columns]


def work(company: Company) -> None:
    """Let a worker do what was asked for last."""
    message = OutboxMessage.of(company.entity).filter(kind="import_file").select_related("legal_entity__currency").latest("pk")
    message.state, message.lease_until = OutboxState.SENDING, timezone.now() + timedelta(minutes=6)
    message.attempts += 1
    message.save()
    handle(message)
