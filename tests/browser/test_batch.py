"""Batch jobs in the browser: the form follows the rhythm, the page of a run follows the run, nothing offends axe."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from foundation.batch import handlers
from foundation.batch.services.work import work_on
from tests.batch.stock_job import ReceiveStock
from tests.batch.stories import Batch
from tests.browser.conftest import SignInBrowser
from tests.browser.test_accessibility import in_all_looks
from tests.factories.company import Company


@pytest.fixture
def batch(company: Company, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """A company whose stock is received by batch jobs."""
    monkeypatch.setitem(handlers._HANDLERS, ReceiveStock.kind, ReceiveStock())
    return Batch(company)


@pytest.fixture
def address(live_server: Any) -> str:
    """Where the pages of batch jobs begin."""
    return f"{live_server.url}/NL01/batch"


def test_the_form_shows_only_the_fields_of_the_chosen_rhythm(batch: Batch, desk: SignInBrowser, address: str) -> None:
    page = desk("WH")
    page.goto(f"{address}/jobs/new/test_receive_stock/")
    expect(page.get_by_label("Monday")).to_be_hidden()

    page.get_by_label("Repeats").select_option("weeks")
    page.get_by_label("First start on").fill("5-1-2099")
    page.get_by_label("At", exact=True).fill("06:00")
    page.get_by_label("Monday").check()
    page.get_by_label("Thursday").check()

    expect(page.get_by_label("Working days only")).to_be_hidden()
    expect(page.locator("#job-starts")).to_contain_text("5 Jan 2099, 06:00")
    expect(page.locator("#job-starts")).to_contain_text("8 Jan 2099, 06:00")


def test_the_form_shows_what_would_be_selected_without_leaving_it(batch: Batch, desk: SignInBrowser, address: str) -> None:
    batch.items(3)
    page = desk("WH")
    page.goto(f"{address}/jobs/new/test_receive_stock/")
    page.get_by_label("Name", exact=True).fill("Receipt")
    page.locator("[name=lines-0-field]").select_option("number")
    page.locator("[name=lines-0-operator]").select_option("begins")
    page.locator("[name=lines-0-values]").fill("I-")

    page.get_by_role("button", name="Show result").click()

    expect(page.locator("#job-found")).to_contain_text("3 documents")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Receipt")


def test_the_page_of_a_run_follows_it_to_its_end(batch: Batch, desk: SignInBrowser, address: str) -> None:
    batch.items(3, I_002="refused")
    run = batch.start(batch.job())
    page = desk("WH")
    page.goto(f"{address}/runs/{run.pk}/")
    expect(page.locator("#run-progress")).to_contain_text("Looking for what is to be done")

    work_on(run.pk)

    expect(page.locator("#run-progress")).to_contain_text("Ended with failures")
    expect(page.get_by_role("table")).to_contain_text("Item I-002 may not be received.")
    expect(page.get_by_role("button", name="Rerun failed")).to_be_visible()


@pytest.mark.parametrize("path", ["jobs/", "jobs/{job}/", "jobs/{job}/edit/", "runs/", "runs/{run}/"])
def test_pages_of_batch_jobs_have_no_findings(batch: Batch, desk: SignInBrowser, address: str, path: str) -> None:
    batch.items(4, I_002="refused", I_003="nothing")
    run = batch.run(batch.job())
    page: Page = desk("WH")

    assert not in_all_looks(page, f"{address}/{path.format(job=run.job_id, run=run.pk)}")
