"""Whoever stops the demo in the middle of a batch sees no traceback, and the chunk in hand is finished (reliability.md §6, 7)."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from config.processes import Program, stop_programs
from foundation.batch.models import BatchChunk, RunItem
from foundation.ledger.checks import violations
from tests.factories.batch_invoicing import job, many_orders
from tests.factories.company import Company
from tests.faults.processes import Broker, Celery, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

WORKER = ["worker", "--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
SIGNS_OF_A_CRASH = ("Traceback", "WorkerLostError", "Error")


def stopped_in_the_middle(company: Company, broker: Broker, folder: Path) -> None:
    """Stop a worker like the demo does while it has a chunk in hand."""
    celery = Celery(broker.url, folder, lease_seconds=60, FAULT_SECONDS_PER_ORDER="0.05")
    orders = many_orders(company, 60)
    celery.beat()
    worker = Program("worker", [sys.executable, "-m", "celery", "--quiet", "-A", "config", *WORKER], celery.environment)
    try:
        job(company, keys=[order.pk for order in orders], late_selection=False, parameters={"invoice_date": "2026-03-31"})
        wait_until(lambda: BatchChunk.of(company.entity).claimed().exists(), "the claim of a chunk", celery)
    finally:
        stop_programs([worker])
        celery.stop()


def test_a_worker_that_is_stopped_finishes_what_it_has_in_hand(
    company: Company, broker: Broker, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped_in_the_middle(company, broker, tmp_path)

    assert not any(sign in capsys.readouterr().out for sign in SIGNS_OF_A_CRASH)
    assert not BatchChunk.of(company.entity).claimed().exists()
    assert RunItem.of(company.entity).filter(outcome="posted").count() >= 50
    assert violations() == []


def test_a_worker_whose_children_are_asked_too_crashes(
    company: Company, broker: Broker, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Program, "ask_to_stop", lambda program: program._signal(signal.SIGTERM))

    stopped_in_the_middle(company, broker, tmp_path)

    assert any(sign in capsys.readouterr().out for sign in SIGNS_OF_A_CRASH)
