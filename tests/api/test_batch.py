"""Batch jobs over REST: defined, started, watched, rerun."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from foundation.batch.models import BatchJob
from foundation.batch.services.work import work_on
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.batch_invoicing import run
from tests.factories.company import Company
from tests.factories.sales import sales_order

NEW: dict[str, Any] = {
    "kind": "customer_invoice",
    "description": "Daily invoices",
    "parameters": {"quantity": "all", "summary_update": "none", "print_invoice": False},
    "criteria": [{"field": "customer", "operator": "=", "values": ["C-100"]}],
    "order_by": ["order_number"],
    "recurrence": {"start": "2026-03-31T18:00", "unit": "days"},
}


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    """Work in the month of the documents."""
    with time_machine.travel("2026-03-31 10:00Z", tick=True):
        yield


@pytest.fixture
def biller(api_as: ApiAs) -> ApiUser:
    """A billing clerk's client."""
    return api_as("BC")


def test_the_kinds_say_what_a_job_can_be_told(company: Company, biller: ApiUser, api_as: ApiAs) -> None:
    [kind] = biller.read("batch-jobs/kinds")

    assert kind["kind"] == "customer_invoice"
    assert "summary_update" in [parameter["name"] for parameter in kind["parameters"]]
    assert "slip_date" in [field["name"] for field in kind["criteria_fields"]]


def test_a_daily_job_waits_for_its_hour_of_the_company(company: Company, biller: ApiUser) -> None:
    job = biller.send("batch-jobs", NEW, key="j1", expect=201).json()

    assert (job["status"], job["next_run_at"], job["criteria"]) == ("waiting", "2026-03-31T18:00:00+02:00", NEW["criteria"])
    assert biller.read(f"batch-jobs/{job['id']}") == job
    assert [row["id"] for row in biller.read("batch-jobs", status="waiting")["results"]] == [job["id"]]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "nothing"}, "kind"),
        ({"recurrence": {"start": "2026-03-31T18:00", "unit": "minutes", "interval": 1}}, "recurrence"),
        ({"recurrence": {"start": "soon", "unit": "days"}}, "recurrence.start"),
        ({"active_from": "08:00"}, "active_to"),
        ({"criteria": [{"field": "customer", "operator": "like"}]}, "criteria.0.operator"),
        ({"parameters": {"quantity": ["all"]}}, "parameters.quantity"),
    ],
)
def test_what_is_no_job_is_refused_by_field(company: Company, biller: ApiUser, change: dict[str, Any], field: str) -> None:
    problem = biller.send("batch-jobs", NEW | change, expect=422).json()

    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"criteria": [{"field": "colour", "operator": "=", "values": ["red"]}]}, "INV-304"),
        ({"parameters": {"quantity": "some", "summary_update": "none"}}, "BAT-08"),
        ({"late_selection": False}, "INV-302"),
    ],
)
def test_what_a_rule_refuses_comes_with_its_code(company: Company, biller: ApiUser, change: dict[str, Any], code: str) -> None:
    assert biller.send("batch-jobs", NEW | change, expect=409).json()["code"] == code


def test_a_parameter_that_the_kind_does_not_have_is_refused_by_name(company: Company, biller: ApiUser) -> None:
    unknown = {"parameters": {"quantit": "all"}}

    refused = biller.send("batch-jobs", NEW | unknown, expect=409).json()
    address = f"batch-jobs/{biller.send('batch-jobs', NEW, expect=201).json()['id']}"
    unchanged = biller.change(address, unknown, expect=409).json()

    assert [(row["code"], row["field"]) for row in (refused, unchanged)] == [("BAT-10", "parameters.quantit")] * 2
    assert biller.read(address)["parameters"]["quantity"] == "all"


def finish(run: int) -> None:
    """Let a worker finish a run."""
    for _turn in range(10):
        work_on(run)


def test_a_run_tells_what_became_of_every_order(company: Company, biller: ApiUser) -> None:
    orders = [sales_order(company, ("S", 1)) for _ in range(3)]
    job = biller.send("batch-jobs", NEW, expect=201).json()

    run = biller.send(f"batch-jobs/{job['id']}/start", expect=201).json()
    finish(run["id"])

    ended = biller.read(f"batch-runs/{run['id']}")
    items = biller.read(f"batch-runs/{run['id']}/items", outcome="posted")["results"]
    assert (ended["status"], ended["posted"], ended["outcomes"]["posted"]) == ("ended", 3, 3)
    assert [row["object"] for row in items] == [order.number for order in orders]
    assert all(row["document_number"] for row in items)
    assert [row["id"] for row in biller.read("batch-runs", job=job["id"])["results"]] == [run["id"]]


def test_what_failed_is_tried_again(company: Company, biller: ApiUser) -> None:
    order = sales_order(company, ("S", 1))
    job = biller.send("batch-jobs", NEW | {"parameters": NEW["parameters"] | {"invoice_date": "2031-01-01"}}, expect=201).json()
    run = biller.send(f"batch-jobs/{job['id']}/start", expect=201).json()
    finish(run["id"])

    [failed] = biller.read(f"batch-runs/{run['id']}/items", outcome="failed")["results"]
    again = biller.send(f"batch-runs/{run['id']}/rerun", expect=201).json()

    assert (failed["object"], failed["outcome"]) == (order.number, "failed")
    assert failed["code"] and failed["message"] != failed["code"]
    assert (again["rerun_of"], again["trigger"]) == (run["id"], "rerun")


def test_a_job_is_paused_resumed_changed_and_refuses_what_its_status_forbids(company: Company, biller: ApiUser) -> None:
    address = f"batch-jobs/{biller.send('batch-jobs', NEW, expect=201).json()['id']}"

    paused = biller.send(f"{address}/pause", expect=200).json()
    resumed = biller.send(f"{address}/resume", expect=200).json()
    changed = biller.change(address, {"description": "Evening invoices", "max_items": 10}, expect=200).json()
    refused = biller.send(f"{address}/cancel", expect=409).json()

    assert (paused["status"], resumed["status"]) == ("withhold", "waiting")
    assert (changed["description"], changed["max_items"], changed["criteria"]) == ("Evening invoices", 10, NEW["criteria"])
    assert refused["code"] == "BAT-01"


def test_jobs_of_others_are_for_those_who_may_see_all(company: Company, biller: ApiUser, api_as: ApiAs) -> None:
    job = biller.send("batch-jobs", NEW, expect=201).json()

    assert api_as("OM").get(f"/api/v1/NL01/batch-jobs/{job['id']}").status_code == 404
    assert api_as("AR").read(f"batch-jobs/{job['id']}")["run_by"] == company.user("BC").name


def test_lists_take_a_bounded_number_of_statements(company: Company, biller: ApiUser, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        job = biller.send("batch-jobs", NEW, expect=201).json()
        biller.send(f"batch-jobs/{job['id']}/start", expect=201)
    biller.read("batch-jobs")

    for address in ("batch-jobs", "batch-runs"):
        with django_assert_max_num_queries(4):
            biller.read(address)


def test_who_may_not_invoice_does_not_decide_what_a_job_invoices(company: Company, biller: ApiUser) -> None:
    job = biller.send("batch-jobs", NEW, expect=201).json()
    address = f"batch-jobs/{job['id']}"
    administrator = ApiUser(company.user("AD"), "NL01")
    narrow = ApiUser(company.user("BC"), "NL01", scopes=["batch.run_batchjob", "batch.view_batchjob"])

    for caller in (administrator, narrow):
        for change in ({"criteria": []}, {"parameters": NEW["parameters"] | {"quantity": "packing_slip"}}, {"max_items": 7}):
            assert caller.change(address, change, expect=403).json()["code"] == "SEC-01"
    assert biller.read(address) == job


def test_an_administrator_changes_how_a_job_works_and_starts_it_as_it_stands(company: Company, biller: ApiUser) -> None:
    job = biller.send("batch-jobs", NEW, expect=201).json()
    administrator = ApiUser(company.user("AD"), "NL01")

    changed = administrator.change(f"batch-jobs/{job['id']}", {"threads": 2, "criteria": NEW["criteria"]}, expect=200).json()
    run = administrator.send(f"batch-jobs/{job['id']}/start", expect=201).json()

    assert (changed["run_by"], changed["changed_by"], run["run_by"], run["changed_by"]) == ("BC", "AD", "BC", "AD")


def test_a_token_sets_going_only_what_it_may_do_by_hand(company: Company, biller: ApiUser) -> None:
    job = biller.send("batch-jobs", NEW | {"withhold": True}, expect=201).json()
    narrow = ApiUser(company.user("BC"), "NL01", scopes=["batch.run_batchjob", "batch.view_batchjob"])
    scopes = ["batch.run_batchjob", "batch.view_batchjob", "invoicing.post_customerinvoice"]

    for action in ("start", "resume"):
        assert narrow.send(f"batch-jobs/{job['id']}/{action}", expect=403).json()["code"] == "SEC-01"
    ApiUser(company.user("BC"), "NL01", scopes=scopes).send(f"batch-jobs/{job['id']}/start", expect=201)


def test_who_changes_what_a_job_does_becomes_its_runner(company: Company, biller: ApiUser) -> None:
    job = biller.send("batch-jobs", NEW, expect=201).json()
    BatchJob.of(company.entity).filter(pk=job["id"]).update(run_by=company.user("AR"))

    plain = biller.change(f"batch-jobs/{job['id']}", {"description": "Still the same"}, expect=200).json()
    decided = biller.change(f"batch-jobs/{job['id']}", {"criteria": []}, expect=200).json()

    assert (plain["run_by"], decided["run_by"]) == ("AR", "BC")


def test_orders_are_confirmed_and_delivered_by_jobs_over_rest(company: Company, api_as: ApiAs) -> None:
    order = sales_order(company, ("A", 1))
    body = {"kind": "order_confirmation", "description": "Confirm", "parameters": {"print_moment": "no"}}
    slips = {"kind": "packing_slip", "description": "Ship", "parameters": {"option": "all", "combine": True, "delivery_date": "today"}}

    for role, sent in (("OC", body), ("WH", slips)):
        made = api_as(role).send("batch-jobs", sent, expect=201).json()
        assert run(company, BatchJob.of(company.entity).get(pk=made["id"])).posted == 1

    order.refresh_from_db()
    assert (order.confirmed_version, order.status) == (1, "delivered")
    api_as("WH").send("batch-jobs", body, expect=422)


def test_a_job_that_waits_for_no_start_is_removed_and_its_runs_can_still_be_read(company: Company, biller: ApiUser, api_as: ApiAs) -> None:
    sales_order(company, ("A", 2))
    job = biller.send("batch-jobs", NEW, key="j1", expect=201).json()
    address = f"batch-jobs/{job['id']}"

    assert biller.delete(f"{biller.base}/{address}").json()["code"] == "BAT-01"
    biller.send(f"{address}/pause", expect=200)
    assert biller.delete(f"{biller.base}/{address}").status_code == 204

    assert biller.read("batch-jobs")["results"] == []
    assert [row["id"] for row in biller.read("batch-jobs", status="removed")["results"]] == [job["id"]]
    assert biller.read(address)["allowed_actions"] == []
    assert biller.send(f"{address}/start", expect=409).json()["code"] == "BAT-01"
    assert biller.change(address, {"description": "Again"}, expect=409).json()["code"] == "BAT-01"
