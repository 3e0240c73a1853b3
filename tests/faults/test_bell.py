"""The bell rings after the commit, never before: a worker that is faster than the commit would find nothing (reliability.md §6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from celery import Celery
from django.db import connection, transaction

from foundation.batch.models import BatchJob, BatchRun
from foundation.batch.services.change_status import cancel, start_now
from foundation.batch.services.rerun_failed import rerun_failed
from foundation.batch.services.start_runs import start_due_jobs
from foundation.batch.services.sweep import sweep
from foundation.batch.tasks import tick
from foundation.documents.services.work_outbox import has_due
from foundation.documents.tasks import work_outbox
from sales.models import SalesOrder
from tests.factories.batch_invoicing import job, run
from tests.factories.company import Company
from tests.factories.invoicing import post
from tests.factories.sales import confirm, deliver, sales_order

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

Rings = list[tuple[str, bool]]


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> Rings:
    """Return what was sent to the broker, and whether a transaction was open then; ``delay`` and ``apply_async`` send like this too."""
    sent: Rings = []
    monkeypatch.setattr(Celery, "send_task", lambda _app, name, *_args, **_options: sent.append((name, connection.in_atomic_block)))
    return sent


def tick_a_due_job(company: Company) -> None:
    job(company)
    start_due_jobs()


def start_a_job_by_hand(company: Company) -> None:
    start_now([job(company, withhold=True)], user=company.user("AR"))


def cancel_a_run(company: Company) -> None:
    wanted = job(company)
    start_due_jobs()
    cancel([BatchJob.of(company.entity).get(pk=wanted.pk)], user=company.user("AR"))


def repeat_what_failed(company: Company) -> None:
    order = sales_order(company, ("A", 1))
    wanted = job(company, parameters={"invoice_date": "1999-01-01"}, keys=[order.pk], late_selection=False)
    rerun_failed(run(company, wanted), user=company.user("AR"))


ACTIONS: dict[str, Callable[[Company], Any]] = {
    "confirmation": lambda company: confirm(company, sales_order(company, ("A", 1))),
    "packing slip": lambda company: deliver(company, sales_order(company, ("A", 1))),
    "invoice": lambda company: post(company, sales_order(company, ("A", 1))),
    "tick": tick_a_due_job,
    "start by hand": start_a_job_by_hand,
    "cancel": cancel_a_run,
    "repeat": repeat_what_failed,
}


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_workers_are_called_after_the_commit(company: Company, rings: Rings, action: Callable[[Company], Any]) -> None:
    action(company)

    assert rings, "Nobody was called"
    assert not any(in_transaction for _name, in_transaction in rings)


def test_what_is_rolled_back_rings_no_bell(company: Company, rings: Rings) -> None:
    order = sales_order(company, ("A", 1))
    rings.clear()
    with transaction.atomic():
        post(company, order)
        transaction.set_rollback(True)

    assert rings == []


def test_a_bell_before_the_commit_is_found_out(company: Company, rings: Rings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "on_commit", lambda call, **_options: call())

    post(company, sales_order(company, ("A", 1)))

    assert any(in_transaction for _name, in_transaction in rings)


def test_the_tick_closes_the_hole_of_a_process_that_dies_between_commit_and_bell(
    company: Company, rings: Rings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dies:
        dies.setattr(transaction, "on_commit", lambda _call, **_options: None)
        order: SalesOrder = sales_order(company, ("A", 1))
        job(company)
        start_due_jobs()
        post(company, order)
    assert rings == []

    sweep()
    tick()

    assert {name for name, _in_transaction in rings} == {"foundation.batch.tasks.work"}
    assert BatchRun.of(company.entity).count() == 1
    assert has_due()
    work_outbox()
    assert not has_due()


def test_a_callback_that_raises_does_not_silence_the_bell(company: Company, rings: Rings) -> None:
    def fails() -> None:
        raise RuntimeError("the test asked for it")

    order = sales_order(company, ("A", 1))
    rings.clear()
    with transaction.atomic():
        transaction.on_commit(fails, robust=True)
        post(company, order)

    assert rings
