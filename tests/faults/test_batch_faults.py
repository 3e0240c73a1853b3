"""Batch runs whose workers, scheduler and broker die in the middle: everything is posted once (REL-17, REL-18)."""

from __future__ import annotations

import pytest
from django.db import transaction

from foundation.batch.models import BatchChunk, BatchRun, RunItem
from foundation.batch.statuses import ChunkStatus
from foundation.documents.models import OutboxMessage
from foundation.ledger.checks import violations
from foundation.organization.models import LegalEntity
from invoicing.models import CustomerInvoice
from sales.models import SalesOrder
from tests.batch.stories import Batch
from tests.factories.batch_invoicing import job, many_orders
from tests.factories.company import Company
from tests.faults.processes import Broker, Celery, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

ORDERS = 250


def the_run(entity: LegalEntity) -> BatchRun:
    """Return the only run."""
    return BatchRun.of(entity).for_display().get()


def posted(entity: LegalEntity) -> int:
    """Return how many items are posted so far."""
    return RunItem.of(entity).filter(outcome="posted").count()


def is_over(entity: LegalEntity) -> bool:
    """Tell whether the run has ended."""
    return BatchRun.of(entity).filter(ended_at__isnull=False).exists()


@pytest.mark.scenario("invoicing", "S3.2")
def test_another_worker_invoices_what_a_killed_one_had_in_hand(company: Company, celery: Celery) -> None:
    entity = company.entity
    orders = many_orders(company, ORDERS)
    job(company, parameters={"invoice_date": "2026-03-31"})
    with transaction.atomic():
        SalesOrder.of(entity).filter(pk=orders[-1].pk).locked().get()  # the worker waits for this order, in the middle of its chunk
        celery.beat()
        first = celery.worker()
        wait_until(lambda: posted(entity) == ORDERS - 50, "the other chunks", celery)
        celery.kill(first)
    assert the_run(entity).status == "executing"
    assert BatchChunk.of(entity).claimed().count() == 1

    celery.worker()
    wait_until(lambda: is_over(entity), "the end of the run", celery)

    run = the_run(entity)
    assert (run.status, run.selected, run.posted, run.failed) == ("ended", ORDERS, ORDERS, 0)
    assert BatchChunk.of(entity).filter(status=ChunkStatus.SPLIT).exists()
    invoices = CustomerInvoice.of(entity).order_by("number")
    assert list(invoices.values_list("number", flat=True)) == [f"F2026-{number:06}" for number in range(1, ORDERS + 1)]
    assert set(invoices.values_list("order_id", flat=True)) == {order.pk for order in orders}
    assert OutboxMessage.of(entity).filter(kind="archive_invoice").count() == ORDERS
    assert violations() == []


def test_a_run_survives_the_loss_of_broker_messages_and_scheduler(batch: Batch, celery: Celery, broker: Broker) -> None:
    entity = batch.company.entity
    batch.items(120)
    batch.job(parameters={"seconds": "0.02"}, criteria=[{"field": "number", "operator": "begins", "values": ["I-0"]}])
    celery.worker()
    scheduler = celery.beat()
    wait_until(lambda: posted(entity) > 0, "the first chunk", celery)

    broker.crash()
    batch.job(description="Due while nobody rings", criteria=[{"field": "number", "operator": "begins", "values": ["I-1"]}])
    wait_until(lambda: "Error" in celery.said(), "a tick without a broker", celery)
    celery.kill(scheduler)
    broker.come_back()
    celery.beat()
    celery.beat()
    wait_until(lambda: BatchRun.of(entity).filter(status="ended").count() == 2, "the end of both runs", celery)

    assert set(batch.received().values()) == {1}
    assert (len(batch.received()), batch.numbers_used(), posted(entity)) == (120, 120, 120)


def test_a_worker_whose_task_ends_while_the_broker_is_gone_takes_the_next(batch: Batch, celery: Celery, broker: Broker) -> None:
    entity = batch.company.entity
    batch.items(20)
    batch.job(parameters={"seconds": "0.3"}, criteria=[{"field": "number", "operator": "begins", "values": ["I-0"]}])
    celery.worker()
    celery.beat()
    wait_until(lambda: BatchChunk.of(entity).claimed().exists(), "a chunk in hand", celery)

    broker.crash()
    wait_until(lambda: posted(entity) > 0, "the end of the chunk without a broker", celery)
    broker.come_back()
    batch.job(description="Rung by the new broker")
    wait_until(lambda: BatchRun.of(entity).filter(status="ended").count() == 2, "the end of both runs", celery)

    assert set(batch.received().values()) == {2}


def test_an_item_that_kills_its_worker_is_found_out(batch: Batch, celery: Celery) -> None:
    entity = batch.company.entity
    batch.items(3, I_002="kills")
    batch.job(max_retries=2)

    celery.beat()
    celery.worker()
    wait_until(lambda: is_over(entity), "the end of the run", celery)

    assert batch.outcomes(the_run(entity)) == {"I-002": "failed INV-399"}
    assert (the_run(entity).posted, set(batch.received().values())) == (2, {1})
