"""What people put around a record: mentions that tell, activities that are given and ticked off, files that are kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from foundation.backoffice.models import Activity, Attachment, Note, Notification
from sales.models import SalesOrder
from tests.factories.company import Company
from tests.factories.sales import sales_order
from tests.web_fixtures import SignIn


@pytest.fixture
def order(company: Company) -> SalesOrder:
    """An order to write around."""
    return sales_order(company, ("A", 2, "25"))


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def page_of(order: SalesOrder) -> str:
    return f"/NL01/sales/orders/{order.pk}/"


def told(company: Company, role: str) -> list[str]:
    """Return what somebody was told."""
    return [row.text for row in Notification.of(company.entity).for_user(company.user(role))]


def give(client: Client, order: SalesOrder, company: Company, role: str, days: int = 1) -> Activity:
    """Give somebody something to do about the order."""
    due = company.entity.today() + timedelta(days=days)
    client.post(
        page_of(order),
        {"activity-text": "Call them", "activity-assigned_to": company.user(role).pk, "activity-due_date": due.isoformat()},
    )
    given: Activity = Activity.of(company.entity).get()
    return given


def attach(client: Client, order: SalesOrder, name: str = "terms.txt", content: bytes = b"Thirty days") -> Any:
    """Attach a file to the order."""
    return client.post(page_of(order), {"files": SimpleUploadedFile(name, content)}, follow=True)


def test_a_mention_tells_whom_it_names_once(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    handle = company.user("OC").email.partition("@")[0]

    signed_in_client("OM").post(page_of(order), {"note": f"@{handle} please look, @{handle}."})

    assert told(company, "OC") == [f"{company.user('OM').name} on {order.number}: @{handle} please look, @{handle}."]
    assert Notification.of(company.entity).get().url == f"{page_of(order)}#timeline"


def test_a_name_that_is_nobodys_is_told_to_the_writer(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    page = signed_in_client("OM").post(page_of(order), {"note": "@nobody look; me@example.com is an address"}, follow=True)

    assert [str(message) for message in page.context["messages"]] == ["Nobody who may see this record is called @nobody: nobody was told."]
    assert Note.of(company.entity).count() == 1


def test_who_may_not_see_the_record_is_not_told(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    company.user("MK")
    handle = company.user("MK").email.partition("@")[0]

    signed_in_client("OM").post(page_of(order), {"note": f"@{handle} look"})

    assert told(company, "MK") == []


def test_an_activity_stands_on_the_start_page_of_whom_it_was_given(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    given = give(signed_in_client("OM"), order, company, "OC")

    home = signed_in_client("OC").get("/NL01/")

    assert list(home.context["activities"]) == [given]
    assert told(company, "OC") == [f"{company.user('OM').name} asks you on {order.number}: Call them"]
    assert f'href="{page_of(order)}#activities"' in home.content.decode()


def test_ticking_off_leads_back_and_tells_the_giver(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    given = give(signed_in_client("OM"), order, company, "OC")

    answer = signed_in_client("OC").post(f"/NL01/activities/{given.pk}/done/", {"next": "/NL01/"})

    assert answer.headers["Location"] == "/NL01/"
    assert not Activity.of(company.entity).open().exists()
    assert told(company, "OM") == [f"{company.user('OC').name} has done on {order.number}: Call them"]


def test_nobody_ticks_off_what_is_somebody_elses(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    given = give(signed_in_client("OM"), order, company, "OC")

    assert signed_in_client("AR").post(f"/NL01/activities/{given.pk}/done/").status_code == 404
    assert Activity.of(company.entity).open().exists()


def test_an_activity_without_a_date_says_so_and_is_not_written(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    sent = {"activity-text": "Call", "activity-assigned_to": company.user("OM").pk, "activity-due_date": "never"}

    page = signed_in_client("OM").post(page_of(order), sent, follow=True)

    assert "Due date" in str(next(iter(page.context["messages"])))
    assert not Activity.of(company.entity).exists()


def test_the_list_of_activities_has_open_overdue_and_done(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    client = signed_in_client("OM")
    given = give(client, order, company, "OM", days=-1)

    for tab, expected in (("open", [given]), ("overdue", [given]), ("done", [])):
        assert list(client.get(f"/NL01/activities/?tab={tab}").context["listing"].rows.rows) == expected


def test_a_file_is_kept_and_handed_out_as_it_was(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    client = signed_in_client("OM")
    attach(client, order)

    answer = client.get(f"{page_of(order)}?attachment={Attachment.of(company.entity).get().pk}")

    assert b"".join(answer.streaming_content) == b"Thirty days"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="terms.txt"'


def test_text_is_never_shown_inline(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    client = signed_in_client("OM")
    attach(client, order)

    answer = client.get(f"{page_of(order)}?attachment={Attachment.of(company.entity).get().pk}&inline=1")

    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_file_of_another_record_is_not_handed_out(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    client = signed_in_client("OM")
    attach(client, order)
    other = sales_order(company, ("A", 1, "5"))

    assert client.get(f"{page_of(other)}?attachment={Attachment.of(company.entity).get().pk}").status_code == 404


def test_what_may_not_be_attached_is_refused_with_the_reason(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    page = attach(signed_in_client("OM"), order, "page.html", b"<script>")

    assert "page.html" in str(next(iter(page.context["messages"])))
    assert not Attachment.of(company.entity).exists()


@pytest.mark.parametrize(("role", "status"), [("OM", 302), ("OC", 403), ("AR", 302)])
def test_a_file_is_removed_by_its_author_or_with_the_right(
    role: str, status: int, signed_in_client: SignIn, company: Company, order: SalesOrder
) -> None:
    attach(signed_in_client("OM"), order)

    answer = signed_in_client(role).post(page_of(order), {"remove": Attachment.of(company.entity).get().pk})

    assert answer.status_code == status
    assert Attachment.of(company.entity).exists() == (status == 403)


def test_the_auditor_reads_what_stands_around_a_record_and_never_writes(
    signed_in_client: SignIn, company: Company, order: SalesOrder
) -> None:
    clerk, auditor = signed_in_client("OC"), signed_in_client("AU")
    clerk.post(page_of(order), {"note": "They called"})
    attach(clerk, order)
    activity = give(clerk, order, company, "OM")
    today = company.entity.today().isoformat()

    page = auditor.get(page_of(order)).content.decode()
    refused = [
        auditor.post(page_of(order), {"note": "Seen"}),
        auditor.post(page_of(order), {"files": SimpleUploadedFile("audit.txt", b"Seen")}),
        auditor.post(page_of(order), {"remove": Attachment.of(company.entity).get().pk}),
        auditor.post(page_of(order), {"activity-text": "Look", "activity-assigned_to": company.user("OC").pk, "activity-due_date": today}),
        auditor.post(f"/NL01/activities/{activity.pk}/done/"),
    ]

    assert [answer.status_code for answer in refused] == [403] * 5
    assert all(text in page for text in ("They called", "terms.txt", "Call them"))
    assert not any(field in page for field in ('name="note"', 'name="files"', 'name="remove"', 'name="activity-text"'))
    assert [model.of(company.entity).count() for model in (Note, Attachment, Activity)] == [1, 1, 1]


def test_nothing_is_given_to_those_who_cannot_tick_it_off(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    auditor, packer = company.user("AU"), company.user("WH")

    page = signed_in_client("OC").get(page_of(order)).content.decode()

    assert f'<option value="{packer.pk}"' in page
    assert f'<option value="{auditor.pk}"' not in page


def test_files_stand_in_the_timeline(signed_in_client: SignIn, company: Company, order: SalesOrder) -> None:
    page = attach(signed_in_client("OM"), order)

    [latest, *_rest] = page.context["timeline"]
    assert (latest.title, latest.changes) == ("File attached", [("File", "–", "terms.txt")])
