"""An order that kills its worker, or whose write fails, stops no other order, wherever in its chunk it stands (REL-19)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from foundation.batch.models import BatchChunk, BatchRun
from foundation.batch.services import give_back
from foundation.batch.services.start_runs import start_due_jobs
from foundation.batch.services.sweep import sweep
from foundation.batch.services.work import work_on
from foundation.ledger.checks import violations
from invoicing.batch import CustomerInvoiceJob
from invoicing.models import CustomerInvoice
from sales.models import SalesOrder
from tests.factories.batch_invoicing import job, many_orders, outcomes
from tests.factories.company import Company
from tests.faults.size import size

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

CHUNK = size(6, 50)
positions = pytest.mark.parametrize("position", range(CHUNK))

_REFUSING_TRIGGER = """
    CREATE FUNCTION refuse_one_order() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.order_id = {order} THEN RAISE EXCEPTION 'the test refuses this row' USING ERRCODE = '23514'; END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER refuse_one_order BEFORE INSERT ON invoicing_customerinvoice FOR EACH ROW EXECUTE FUNCTION refuse_one_order();
"""


class Killed(BaseException):
    """The worker is gone at this instruction: nothing of it runs on, and the database undoes what was not committed."""


@contextmanager
def write_fails(order: SalesOrder) -> Iterator[None]:
    """Let the database refuse the invoice of one order."""
    with connection.cursor() as cursor:
        cursor.execute(_REFUSING_TRIGGER.format(order=int(order.pk)))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION refuse_one_order CASCADE")


@contextmanager
def kills_its_worker(order: SalesOrder) -> Iterator[None]:
    """Let a worker die when everything of a chunk with this order is written and nothing committed."""
    post = CustomerInvoiceJob.post

    def post_and_die(self: CustomerInvoiceJob, chunk: Any) -> Any:
        results = list(post(self, chunk))
        if order.pk in chunk.keys:
            raise Killed
        return results

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CustomerInvoiceJob, "post", post_and_die)
        yield


def work(run: BatchRun) -> BatchRun:
    """Let workers come until the run is over; of each that dies the lease lapses."""
    for _worker in range(20 * CHUNK):
        with suppress(Killed):
            work_on(run.pk)
        run.refresh_from_db()
        if not run.is_live:
            break
        BatchChunk.of(run.legal_entity_id).claimed().update(lease_until=timezone.now() - timedelta(seconds=1))
        sweep()
    return run


def run_with(company: Company, fault: Callable[[SalesOrder], Any], position: int) -> tuple[BatchRun, SalesOrder]:
    """Invoice a chunk of orders of which one is bad; return the run and the bad order."""
    orders = many_orders(company, CHUNK)
    job(company, keys=[order.pk for order in orders], late_selection=False, max_retries=3)
    [run] = start_due_jobs()
    with fault(orders[position]):
        return work(run), orders[position]


@positions
@pytest.mark.parametrize("fault", [write_fails, kills_its_worker])
def test_only_the_bad_order_is_left_out(company: Company, fault: Callable[[SalesOrder], Any], position: int) -> None:
    run, bad = run_with(company, fault, position)

    assert (run.status, run.posted, run.failed) == ("ended", CHUNK - 1, 1)
    assert outcomes(company, run) == [(bad.number, "failed", "INV-399")]
    invoices = CustomerInvoice.of(company.entity)
    assert sorted(invoices.values_list("number", flat=True)) == [f"F2026-{number:06}" for number in range(1, CHUNK)]
    assert not invoices.filter(order=bad).exists()
    assert violations() == []


@pytest.mark.parametrize("fault", [write_fails, kills_its_worker])
def test_without_halving_the_others_fail_with_it(
    company: Company, fault: Callable[[SalesOrder], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_all(chunk: BatchChunk, items: Any, *_rest: Any) -> None:
        give_back._fail(chunk, items, give_back.Cause.WRITE_FAILED, None)

    monkeypatch.setattr(give_back, "_halve", fail_all)

    run, _bad = run_with(company, fault, 0)

    assert (run.posted, run.failed) == (0, CHUNK)


def test_an_order_that_kills_its_worker_is_tried_as_often_as_the_job_says(company: Company) -> None:
    run, bad = run_with(company, kills_its_worker, 0)

    assert run.items.get(object_id=bad.pk).attempts >= 3


def test_without_the_sweep_nobody_posts_the_chunk_of_a_killed_worker(company: Company) -> None:
    orders = many_orders(company, CHUNK)
    job(company, keys=[order.pk for order in orders], late_selection=False)
    [run] = start_due_jobs()
    with kills_its_worker(orders[0]), suppress(Killed):
        work_on(run.pk)
    BatchChunk.of(company.entity).claimed().update(lease_until=timezone.now() - timedelta(seconds=1))

    work_on(run.pk)
    assert not CustomerInvoice.of(company.entity).exists()

    sweep()
    work_on(run.pk)
    assert CustomerInvoice.of(company.entity).count() == CHUNK
