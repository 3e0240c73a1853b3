"""Lists as files: at once, or in the background when they are long, for nobody but who asked."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from foundation.backoffice.exports.make import delete_old_exports
from foundation.backoffice.models import ExportFile, Notification
from foundation.documents.models import OutboxMessage
from foundation.documents.services.work_outbox import handle
from foundation.documents.statuses import OutboxState
from foundation.organization.models import AuditEntry, Role
from tests.factories.company import Company
from tests.web_fixtures import SignIn

LIST = "/NL01/inventory/items/"


@pytest.fixture
def client(signed_in_client: SignIn, company: Company, monkeypatch: Any) -> Client:
    """An order manager with three items, in a product where two rows are a long list."""
    for number in ("BOLT-1", "BOLT-2", "BOLT-3"):
        company.item(number, "2.50", name=f"Bolt {number[-1]}")
    monkeypatch.setattr("foundation.backoffice.views.list_page.MOST_ROWS", 2)
    return signed_in_client("OM")


def work(company: Company) -> OutboxMessage:
    """Let a worker make what was asked for last."""
    message = OutboxMessage.of(company.entity).filter(kind="list_export").select_related("legal_entity__currency").latest("pk")
    message.state, message.lease_until = OutboxState.SENDING, timezone.now() + timedelta(minutes=6)
    message.save()
    handle(message)
    message.refresh_from_db()
    return message


def content(answer: Any) -> bytes:
    """The bytes of a download."""
    return b"".join(answer.streaming_content)


def test_a_short_list_is_answered_at_once_with_the_currency_beside_each_amount(client: Client) -> None:
    answer = client.get(LIST, {"q": "BOLT-1", "columns": "number,base_price", "export": "csv"})

    rows = list(csv.reader(io.StringIO(content(answer).decode("utf-8-sig"))))
    assert [heading.split(" (")[0] for heading in rows[0]][0] == "Item"
    assert rows[1][0] == "BOLT-1"


def test_a_long_list_is_made_in_the_background_as_it_was_shown(client: Client, company: Company) -> None:
    asked = client.get(LIST, {"q": "BOLT", "sort": "-number", "columns": "name,number", "export": "xlsx"})
    export = ExportFile.of(company.entity).get()

    assert asked["Location"] == "/NL01/exports/"
    assert client.get(f"/NL01/exports/{export.pk}/").status_code == 404
    work(company)
    answer = client.get(f"/NL01/exports/{export.pk}/")
    book = load_workbook(io.BytesIO(content(answer)))

    assert answer["Content-Disposition"].startswith("attachment")
    assert [[cell.value for cell in row] for row in book["Export"].iter_rows()] == [
        ["Name", "Item"],
        *[[f"Bolt {number}", f"BOLT-{number}"] for number in (3, 2, 1)],
    ]
    assert "BOLT" not in export.name and "NL01-items.xlsx" in client.get("/NL01/exports/").content.decode()


def test_who_asked_is_told_and_nobody_else_gets_the_file(client: Client, company: Company, signed_in_client: SignIn) -> None:
    client.get(LIST, {"q": "BOLT", "export": "csv"})
    work(company)
    export = ExportFile.of(company.entity).get()

    told = Notification.of(company.entity).get()
    assert (told.user, told.url, told.tone) == (export.user, "/NL01/exports/", "green")
    assert AuditEntry.of(company.entity).filter(action="lists.export").count() == 1
    assert signed_in_client("AR").get(f"/NL01/exports/{export.pk}/").status_code == 404
    assert export.rows == 3


def test_ticked_rows_alone_go_into_the_file(client: Client, company: Company, monkeypatch: Any) -> None:
    monkeypatch.setattr("foundation.backoffice.views.list_page.MOST_ROWS", 0)
    keys = [row.pk for row in client.get(LIST, {"q": "BOLT"}).context["listing"].rows.rows][:2]

    client.get(LIST, {"q": "BOLT", "selected": keys, "export": "csv"})
    work(company)

    assert ExportFile.of(company.entity).get().rows == 2


def test_a_right_that_is_lost_while_the_file_waits_makes_no_file(client: Client, company: Company) -> None:
    client.get(LIST, {"q": "BOLT", "export": "csv"})
    Role.objects.filter(code="OM").update(permissions=[])

    message = work(company)

    export = ExportFile.of(company.entity).get()
    assert (export.state, export.file, message.error_code) == ("failed", "", "LST-04")
    assert Notification.of(company.entity).get().tone == "red"


def test_a_file_that_is_made_is_not_handed_out_after_the_right_is_lost(client: Client, company: Company) -> None:
    client.get(LIST, {"q": "BOLT", "export": "csv"})
    work(company)
    export = ExportFile.of(company.entity).get()
    assert client.get(f"/NL01/exports/{export.pk}/").status_code == 200

    role = Role.objects.get(code="OM")
    Role.objects.filter(pk=role.pk).update(permissions=[name for name in role.permissions if name != "inventory.view_item"])

    assert client.get(f"/NL01/exports/{export.pk}/").status_code == 404


def test_a_worker_that_takes_the_same_message_twice_makes_one_file(client: Client, company: Company) -> None:
    client.get(LIST, {"q": "BOLT", "export": "csv"})
    work(company)
    first = ExportFile.of(company.entity).get().file
    work(company)

    assert ExportFile.of(company.entity).get().file == first
    assert Notification.of(company.entity).count() == 1


def test_nobody_waits_for_more_than_five_files(client: Client, company: Company) -> None:
    for _asked in range(7):
        client.get(LIST, {"q": "BOLT", "export": "csv"})

    assert ExportFile.of(company.entity).count() == 5


def test_files_are_deleted_after_a_week(client: Client, company: Company) -> None:
    client.get(LIST, {"q": "BOLT", "export": "csv"})
    work(company)
    file = ExportFile.of(company.entity).get().file

    delete_old_exports()
    assert default_storage.exists(file)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        delete_old_exports()
    assert not default_storage.exists(file)
    assert not ExportFile.of(company.entity).exists()
