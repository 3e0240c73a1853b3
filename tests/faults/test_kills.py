"""Every process is killed at random moments of a batch, the broker emptied, PostgreSQL restarted: all is invoiced once (REL-17, REL-18)."""

from __future__ import annotations

import random
import socket
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from foundation.batch.models import BatchRun, RunItem
from foundation.documents.models import OutboxMessage
from foundation.ledger.checks import violations
from foundation.organization.services.api_tokens import create_token
from invoicing.models import CustomerInvoice
from sales.models import SalesOrder
from tests.factories.batch_invoicing import job, many_orders
from tests.factories.company import Company, make_company
from tests.faults.own_postgresql import OwnPostgresql
from tests.faults.processes import Broker, Celery, wait_until
from tests.faults.size import size

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

ORDERS = size(200, 2_000)
KILLS = size(5, 50)
BY_REST = size(15, 150)
SECONDS_PER_ORDER = "0.05"
LONGEST_RUN_SECONDS = 40 + ORDERS * 0.2


def is_over(company: Company) -> bool:
    """Tell whether the run has ended."""
    return BatchRun.of(company.entity).filter(ended_at__isnull=False).exists()


def assert_invoiced_once(company: Company, orders: list[SalesOrder]) -> None:
    """Check that each order has one invoice, that no number is missing, and that the books are right."""
    run = BatchRun.of(company.entity).for_display().get()
    invoices = CustomerInvoice.of(company.entity)
    assert (run.status, run.failed) == ("ended", 0)
    assert Counter(invoices.values_list("order_id", flat=True)) == Counter(order.pk for order in orders)
    assert sorted(invoices.values_list("number", flat=True)) == [f"F2026-{number:06}" for number in range(1, len(orders) + 1)]
    assert OutboxMessage.of(company.entity).filter(kind="archive_invoice").count() == len(orders)
    assert violations() == []


def start_job(company: Company, orders: list[SalesOrder]) -> None:
    """Let the scheduler begin a run over the orders; being killed often is no reason to give one up."""
    job(company, keys=[order.pk for order in orders], late_selection=False, max_retries=99, parameters={"invoice_date": "2026-03-31"})


class Mortals:
    """The programs of one installation, each of which is replaced when it was killed."""

    def __init__(self, celery: Celery, broker: Broker, port: int) -> None:
        self.celery, self.broker, self.port = celery, broker, port
        self.dice = random.Random(20260331)
        self.beat = celery.beat()
        self.workers = [celery.worker(), celery.worker()]
        self.web = celery.web(port)
        self.ways: dict[str, Callable[[], None]] = {
            "worker": self.kill_worker,
            "pool child": lambda: celery.kill_child(self.dice.choice(self.workers), self.dice),
            "beat": self.kill_beat,
            "web": self.kill_web,
            "web child": lambda: celery.kill_child(self.web, self.dice),
            "broker emptied": broker.empty,
        }

    def kill_worker(self) -> None:
        """Kill a worker with all its children; another one starts."""
        self.celery.kill(self.workers.pop(0))
        self.workers.append(self.celery.worker())

    def kill_beat(self) -> None:
        """Kill the scheduler; another one starts."""
        self.celery.kill(self.beat)
        self.beat = self.celery.beat()

    def kill_web(self) -> None:
        """Kill the web server with all its children; another one starts."""
        self.celery.kill(self.web)
        self.web = self.celery.web(self.port)


@contextmanager
def posted_by_rest(company: Company, port: int, orders: list[SalesOrder]) -> Iterator[None]:
    """Invoice orders over REST meanwhile, repeating each request under its key until it is answered."""
    _token, text = create_token(company.user("AR"), "test")
    failed: list[str] = []

    def send(order: SalesOrder) -> None:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/{company.entity.code}/customer-invoices",
            data=f'{{"orders": ["{order.number}"], "invoice_date": "2026-03-31"}}'.encode(),
            headers={"Authorization": f"Bearer {text}", "Content-Type": "application/json", "Idempotency-Key": f"order-{order.pk}"},
        )
        for _attempt in range(600):
            try:
                urllib.request.urlopen(request, timeout=20).close()
                return
            except urllib.error.HTTPError as error:
                said = error.read()
                if error.code < 500 and not any(wait in said for wait in (b"IN_USE", b"RECORD_BUSY")):
                    failed.append(said.decode())
                    return
            except OSError:
                pass  # nobody listens, or the server died before it answered
            time.sleep(0.1)
        failed.append(f"{order} was never answered")

    thread = Thread(target=lambda: [send(order) for order in orders])
    thread.start()
    yield
    thread.join()
    assert failed == []


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_whatever_is_killed_each_order_is_invoiced_once(company: Company, broker: Broker, tmp_path: Path) -> None:
    orders = many_orders(company, ORDERS + BY_REST)
    celery = Celery(broker.url, tmp_path, FAULT_SECONDS_PER_ORDER=SECONDS_PER_ORDER, RATE_LIMITS="0")
    try:
        mortals = Mortals(celery, broker, free_port())
        start_job(company, orders[:ORDERS])
        wait_until(lambda: BatchRun.of(company.entity).filter(status="executing").exists(), "the selection", celery)
        killed: Counter[str] = Counter()
        with posted_by_rest(company, mortals.port, orders[ORDERS:]):
            for way in mortals.dice.sample(list(mortals.ways) * KILLS, k=len(mortals.ways) * KILLS):
                mortals.ways[way]()
                killed["after the end" if is_over(company) else way] += 1
                time.sleep(mortals.dice.uniform(0, 0.6))
        wait_until(lambda: is_over(company), "the end of the run", celery, seconds=LONGEST_RUN_SECONDS)
    finally:
        celery.stop()

    assert killed["worker"] > 0, killed
    assert_invoiced_once(company, orders)
    assert RunItem.of(company.entity).filter(outcome="posted", attempts__gt=1).exists(), "Nobody was killed in the middle"


def test_a_run_survives_immediate_restarts_of_postgresql(transactional_db: None, broker: Broker, tmp_path: Path) -> None:
    with OwnPostgresql(tmp_path / "server") as server:
        company = make_company()
        orders = many_orders(company, ORDERS)
        celery = Celery(broker.url, tmp_path, DATABASE_URL=server.address, FAULT_SECONDS_PER_ORDER=SECONDS_PER_ORDER)
        dice, restarts = random.Random(20260331), 0
        try:
            celery.beat()
            celery.worker()
            start_job(company, orders)
            wait_until(lambda: BatchRun.of(company.entity).filter(status="executing").exists(), "the selection", celery)
            while restarts < KILLS and not is_over(company):
                time.sleep(dice.uniform(0.5, 2.5))
                server.restart()
                restarts += 1
            wait_until(lambda: is_over(company), "the end of the run", celery, seconds=LONGEST_RUN_SECONDS)
        finally:
            celery.stop()

        assert restarts >= min(KILLS, 3)
        assert_invoiced_once(company, orders)
