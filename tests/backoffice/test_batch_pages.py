"""The pages of batch jobs: define, start, watch, mend; everybody sees and handles what the matrix allows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.batch import handlers
from foundation.batch.models import BatchJob, BatchRun
from foundation.batch.services.start_runs import start_due_jobs
from tests.batch.stock_job import ReceiveStock
from tests.batch.stories import Batch
from tests.factories.company import Company
from tests.factories.sales import sales_order
from tests.web_fixtures import SignIn

JOBS = "/NL01/batch/jobs/"
RUNS = "/NL01/batch/runs/"


pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def batch(company: Company, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """A company whose stock is received by batch jobs."""
    monkeypatch.setitem(handlers._HANDLERS, ReceiveStock.kind, ReceiveStock())
    return Batch(company)


@pytest.fixture
def client(batch: Batch, signed_in_client: SignIn) -> Client:
    """A signed-in warehouse worker, who may receive stock."""
    return signed_in_client("WH")


def filled(**changes: object) -> dict[str, object]:
    """What a filled-in form sends: receive the items whose number begins with I-, every working day at six."""
    return {
        "description": "Morning receipt",
        "unit": "days",
        "interval": "1",
        "start_date": "1-4-2026",
        "start_time": "06:00",
        "time_zone": "Europe/Amsterdam",
        "working_days": "on",
        "ends": "never",
        "month_rule": "day",
        "overlap_policy": "skip",
        "continue_after_error": "on",
        "late_selection": "on",
        "order_first": "number",
        "max_items": "0",
        "priority": "2",
        "threads": "4",
        "max_retries": "5",
        "parameter_seconds": "0",
        "parameter_warehouse": "W1",
        "lines-TOTAL_FORMS": "2",
        "lines-INITIAL_FORMS": "0",
        "lines-0-field": "number",
        "lines-0-operator": "begins",
        "lines-0-values": "I-",
        "lines-1-field": "",
        "lines-1-operator": "=",
        "lines-1-values": "",
    } | changes


def words(answer: object) -> str:
    """Return the text of an answer without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))  # type: ignore[attr-defined]


def test_a_new_job_leads_to_the_form_of_the_only_kind_the_user_may_do(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "_HANDLERS", {ReceiveStock.kind: ReceiveStock()})

    answer = client.get(f"{JOBS}new/", follow=True)

    assert answer.redirect_chain == [(f"{JOBS}new/test_receive_stock/", 302)]
    assert "Seconds per item" in words(answer)


def test_a_job_is_defined_with_rhythm_selection_and_parameters(client: Client, batch: Batch) -> None:
    answer = client.post(f"{JOBS}new/test_receive_stock/", filled())

    job = BatchJob.of(batch.company.entity).get()
    assert answer.headers["Location"] == f"{JOBS}{job.pk}/"
    assert (job.description, job.status, job.run_by) == ("Morning receipt", "waiting", batch.user)
    assert job.recurrence_words == "every working day at 06:00"
    assert job.current_version().criteria == [{"field": "number", "operator": "begins", "values": ["I-"]}]
    shown = words(client.get(f"{JOBS}{job.pk}/"))
    assert "Every working day at 06:00" in shown
    assert "Item: Number begins with I-" in shown
    assert "1 Apr 2026, 06:00 2 Apr 2026, 06:00 3 Apr 2026, 06:00 6 Apr 2026, 06:00" in shown


def test_the_rhythm_of_a_job_keeps_the_capitals_of_its_days(client: Client, batch: Batch) -> None:
    client.post(f"{JOBS}new/test_receive_stock/", filled(unit="weeks", weekdays=["0", "3"]))
    job = BatchJob.of(batch.company.entity).get()

    assert "Every week on Monday and Thursday at 06:00" in words(client.get(f"{JOBS}{job.pk}/"))


def test_the_form_of_a_job_shows_what_was_saved_and_saves_it_unchanged(client: Client, batch: Batch) -> None:
    client.post(f"{JOBS}new/test_receive_stock/", filled(**{"lines-0-field": "price", "lines-0-operator": ">", "lines-0-values": "2.50"}))
    job = BatchJob.of(batch.company.entity).get()

    page = client.get(f"{JOBS}{job.pk}/edit/").content.decode()
    assert 'value="2.50"' in page
    shown_as = re.search(r'name="_shown_as" value="([^"]+)"', page)
    assert shown_as is not None
    lines = {"lines-0-field": "price", "lines-0-operator": ">", "lines-0-values": "2.50", "lines-INITIAL_FORMS": "1"}
    answer = client.post(f"{JOBS}{job.pk}/edit/", filled(_shown_as=shown_as[1], description="Evening receipt", **lines))

    job.refresh_from_db()
    assert answer.status_code == 302
    assert (job.description, job.version_number, job.recurrence_words) == ("Evening receipt", 2, "every working day at 06:00")


def test_what_is_wrong_stands_at_its_field(client: Client, batch: Batch) -> None:
    wrong = filled(description="", unit="minutes", interval="2", parameter_warehouse="", **{"lines-0-operator": "between"})

    answer = client.post(f"{JOBS}new/test_receive_stock/", wrong)

    assert answer.status_code == 422
    shown = words(answer)
    assert "At least every 5 minutes." in shown
    assert "The selection cannot compare Number between with I-." in shown
    assert not BatchJob.of(batch.company.entity).exists()


def test_the_form_shows_the_next_starts_and_what_would_be_selected(client: Client, batch: Batch) -> None:
    batch.items(3)

    starts = words(client.post(f"{JOBS}new/test_receive_stock/", filled(_show="starts", unit="months", month_rule="last_day")))
    result = words(client.post(f"{JOBS}new/test_receive_stock/", filled(_show="result")))

    assert "Every month on the last day at 06:00 30 Apr 2026, 06:00 31 May 2026, 06:00" in starts
    assert "3 documents" in result
    assert "I-003" in result
    assert not BatchJob.of(batch.company.entity).exists()


def test_the_next_starts_are_shown_before_the_rest_is_filled_in(client: Client) -> None:
    shown = words(client.post(f"{JOBS}new/test_receive_stock/", filled(_show="starts", description="")))

    assert "Every working day at 06:00 1 Apr 2026, 06:00" in shown


def test_what_invoicing_would_select_is_added_up_per_currency(company: Company, signed_in_client: SignIn) -> None:
    sales_order(company, ("A", 2, "10.00"))
    sales_order(company, ("A", 3, "10.00"))
    parameters = {"parameter_quantity": "all", "parameter_summary_update": "none", "order_first": "order_number"}
    typed = filled(_show="result", **parameters, **{"lines-0-field": "", "lines-0-operator": "=", "lines-0-values": ""})

    shown = words(signed_in_client("BC").post(f"{JOBS}new/customer_invoice/", typed))

    assert "2 documents ; 50.00 EUR" in shown
    assert "SO-000001 Customer C-100 20.00 EUR" in shown


def test_a_copy_begins_as_the_other_job_is(client: Client, batch: Batch) -> None:
    job = batch.job(description="Receive daily")

    page = client.get(f"{JOBS}{job.pk}/copy/").content.decode()
    client.post(f"{JOBS}{job.pk}/copy/", filled(description="Another", unit="once", start_date="", start_time=""))

    assert 'value="Copy of Receive daily"' in page
    assert 'value="I-"' in page
    assert set(BatchJob.of(batch.company.entity).values_list("description", flat=True)) == {"Receive daily", "Another"}


def test_starting_a_job_shows_its_run(client: Client, batch: Batch) -> None:
    job = batch.job(withhold=True)

    answer = client.post(f"{JOBS}{job.pk}/start/")

    run = BatchRun.of(batch.company.entity).get()
    assert answer.headers["Location"] == f"{RUNS}{run.pk}/"
    assert "Looking for what is to be done" in words(client.get(f"{RUNS}{run.pk}/"))


def test_a_job_is_paused_and_resumed(client: Client, batch: Batch) -> None:
    job = batch.job()

    client.post(f"{JOBS}{job.pk}/pause/")
    job.refresh_from_db()
    assert job.status == "withhold"

    client.post(f"{JOBS}{job.pk}/resume/")
    job.refresh_from_db()
    assert job.status == "waiting"


def test_a_run_tells_every_outcome_with_its_reason(client: Client, batch: Batch) -> None:
    batch.items(4, I_002="refused", I_003="nothing")
    run = batch.run(batch.job())

    everything = words(client.get(f"{RUNS}{run.pk}/"))
    failed = words(client.get(f"{RUNS}{run.pk}/?tab=failed"))

    assert "Ended with failures" in everything
    assert "4 of 4" in everything
    assert "1 × TST-B1 Item I-002 may not be received." in everything
    assert "I-002 Failed — Item I-002 may not be received. TST-B1" in failed
    assert "I-003 Skipped" not in failed
    assert "I-003" in words(client.get(f"{RUNS}{run.pk}/?code=TST-B2"))


def test_a_run_tells_its_story_and_takes_notes(client: Client, batch: Batch) -> None:
    batch.items(1)
    job = batch.job()
    run = batch.run(job)

    client.post(f"{RUNS}{run.pk}/", {"note": "Asked the bank about this one."})

    answer = client.get(f"{RUNS}{run.pk}/")
    titles = [str(entry.title) for entry in answer.context["view"].timeline()]
    assert "Asked the bank about this one." in words(answer)
    assert {"Started", "Ended", "Note"} <= set(titles)


def test_the_outcomes_can_be_taken_away_as_a_file(client: Client, batch: Batch) -> None:
    batch.items(2, I_002="refused")
    run = batch.run(batch.job())

    rows = client.get(f"{RUNS}{run.pk}/?export=csv").getvalue().decode()

    assert "TST-B1 Item I-002 may not be received." in rows


def test_failed_objects_are_done_again_in_a_new_run(client: Client, batch: Batch) -> None:
    batch.items(2, I_002="refused")
    run = batch.run(batch.job())

    with time_machine.travel("2026-03-31 10:20Z", tick=False):
        answer = client.post(f"{RUNS}{run.pk}/rerun/")

    rerun = BatchRun.of(batch.company.entity).exclude(pk=run.pk).get()
    assert answer.headers["Location"] == f"{RUNS}{rerun.pk}/"
    assert rerun.rerun_of == run


def test_progress_is_asked_for_until_the_run_is_over(client: Client, batch: Batch) -> None:
    batch.items(2)
    run = batch.start(batch.job())
    going_on = client.get(f"{RUNS}{run.pk}/progress/", headers={"HX-Request": "true"})
    batch.work(run)
    over = client.get(f"{RUNS}{run.pk}/progress/", headers={"HX-Request": "true"})

    assert 'hx-trigger="every' in going_on.content.decode()
    assert "HX-Refresh" not in going_on.headers
    assert "hx-trigger" not in over.content.decode()
    assert over.headers["HX-Refresh"] == "true"


def test_a_running_run_is_cancelled_from_its_page(client: Client, batch: Batch) -> None:
    batch.items(2)
    run = batch.start(batch.job())
    assert "Cancel run" in words(client.get(f"{RUNS}{run.pk}/"))

    client.post(f"{RUNS}{run.pk}/cancel/")

    run.refresh_from_db()
    assert run.status == "canceling"


@pytest.mark.parametrize(
    ("role", "sees", "handles", "edit"),
    [
        ("WH", True, True, 200),
        ("OC", False, False, 404),
        ("BC", False, False, 404),
        ("AR", True, False, 403),
        ("AU", True, False, 403),
        ("AD", True, True, 200),
    ],
)
def test_own_jobs_or_all_of_them_are_seen_and_handled_as_the_matrix_says(
    batch: Batch, signed_in_client: SignIn, role: str, sees: bool, handles: bool, edit: int
) -> None:
    job = batch.job(withhold=True)
    client = signed_in_client(role)

    assert (f'href="{JOBS}{job.pk}/"' in client.get(JOBS).content.decode()) is sees
    assert client.get(f"{JOBS}{job.pk}/").status_code == (200 if sees else 404)
    client.post(f"{JOBS}{job.pk}/start/")

    assert BatchRun.of(batch.company.entity).exists() is handles
    assert client.get(f"{JOBS}{job.pk}/edit/").status_code == edit


def test_only_who_may_do_the_work_defines_a_job_of_it(batch: Batch, signed_in_client: SignIn) -> None:
    clerk = signed_in_client("BC")

    assert clerk.get(f"{JOBS}new/test_receive_stock/").status_code == 404
    assert clerk.post(f"{JOBS}new/test_receive_stock/", filled()).status_code == 404
    assert not BatchJob.of(batch.company.entity).exists()


def test_a_job_runs_as_its_maker_whatever_else_was_sent(client: Client, batch: Batch) -> None:
    other = batch.company.user("AR")

    client.post(f"{JOBS}new/test_receive_stock/", filled(run_by=str(other.pk)))

    assert BatchJob.of(batch.company.entity).get().run_by == batch.user


def test_jobs_of_another_legal_entity_are_not_there(client: Client, batch: Batch, other_company: Company) -> None:
    job = Batch(other_company).job()

    assert client.get(f"{JOBS}{job.pk}/").status_code == 404
    assert client.post(f"{JOBS}{job.pk}/start/").status_code == 404
    assert not start_due_jobs()[1:]


def test_the_list_says_when_due_jobs_do_not_start(client: Client, batch: Batch) -> None:
    batch.job()
    with time_machine.travel("2026-03-31 10:10Z", tick=False):
        assert "1 job is due and has not started" in words(client.get(JOBS))


def test_pages_take_as_many_queries_for_many_rows_as_for_few(client: Client, batch: Batch) -> None:
    batch.items(3, I_002="refused")
    first = batch.run(batch.job())
    client.get(JOBS)
    client.get(f"{RUNS}{first.pk}/")
    few = [_queries(client, address) for address in (JOBS, RUNS, f"{JOBS}{first.job_id}/", f"{RUNS}{first.pk}/")]

    for number in range(4, 40):
        batch.company.item(f"I-{number:03}")
    many = [batch.run(batch.job(description=f"Job {number}")) for number in range(5)][-1]

    more = [_queries(client, address) for address in (JOBS, RUNS, f"{JOBS}{many.job_id}/", f"{RUNS}{many.pk}/")]
    assert all(after <= before + 1 for before, after in zip(few, more, strict=True))


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_run_that_no_worker_takes_says_since_when_it_waits(client: Client, batch: Batch) -> None:
    batch.items(2)
    run = batch.start(batch.job())
    address = f"{RUNS}{run.pk}/progress/"

    assert "Waiting for a worker since" not in client.get(address).content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        assert "Waiting for a worker since" in client.get(address).content.decode()
    batch.work(run)
    assert "Waiting for a worker since" not in client.get(address).content.decode()


def test_an_administrator_may_not_make_a_job_post_in_the_name_of_somebody_else(
    client: Client, batch: Batch, signed_in_client: SignIn
) -> None:
    client.post(f"{JOBS}new/test_receive_stock/", filled())
    job = BatchJob.of(batch.company.entity).get()
    administrator = signed_in_client("AD")

    own = {"run_by": job.run_by_id, "lines-INITIAL_FORMS": "1", "lines-0-id": "0", "unit": "days"}
    for address, change in (("edit", {"lines-0-values": "B-"}), ("copy", {"lines-0-values": "B-"}), ("copy", {})):
        page = administrator.get(f"{JOBS}{job.pk}/{address}/").content.decode()
        shown_as = re.search(r'name="_shown_as" value="([^"]+)"', page)
        answer = administrator.post(f"{JOBS}{job.pk}/{address}/", filled(_shown_as=shown_as[1] if shown_as else "", **own | change))
        assert (answer.status_code, "do not allow this" in words(answer)) == (422, True)

    assert BatchJob.of(batch.company.entity).get().current_version().criteria[0]["values"] == ["I-"]


@pytest.mark.parametrize("sort", ["job", "-job"])
def test_a_list_says_of_each_run_and_of_each_job_how_it_ended_whatever_stands_above(client: Client, batch: Batch, sort: str) -> None:
    batch.items(2, I_002="refused")
    good = {"criteria": ({"field": "number", "operator": "=", "values": ["I-001"]},)}
    for description, changes in (("First", good), ("Second", {}), ("Third", good)):
        batch.run(batch.job(description=description, **changes))

    runs = re.findall(r"(First|Second|Third) · 1 (Ended(?: with failures)?)", words(client.get(f"{RUNS}?sort={sort}")))
    jobs = re.findall(r"<tr.*?</tr>", client.get(JOBS).content.decode(), re.DOTALL)

    assert dict(runs) == {"First": "Ended", "Second": "Ended with failures", "Third": "Ended"}
    assert [("Second" in row) for row in jobs if "Ended with failures" in row] == [True]


@pytest.mark.parametrize(("permission", "sees"), [("invoicing.post_customerinvoice", True), ("inventory.adjust_stock", False), ("", False)])
def test_who_holds_the_permission_of_a_kind_sees_what_failed_in_its_runs_but_handles_only_own_jobs(
    batch: Batch, signed_in_client: SignIn, monkeypatch: pytest.MonkeyPatch, permission: str, sees: bool
) -> None:
    monkeypatch.setattr(ReceiveStock, "view_permission", permission)
    batch.items(2, I_002="refused")
    run = batch.run(batch.job())
    colleague = signed_in_client("BC")

    assert colleague.get(f"{RUNS}{run.pk}/").status_code == (200 if sees else 404)
    assert (f"{JOBS}{run.job_id}/" in colleague.get(f"{JOBS}?tab=failed").content.decode()) is sees
    assert colleague.post(f"{JOBS}{run.job_id}/start/").status_code != 200
    assert BatchRun.of(batch.company.entity).count() == 1
