"""What the tests of faults share: programs of Celery on a broker of their own, and a company whose stock is received."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from foundation.batch import handlers
from tests.batch.stock_job import ReceiveStock
from tests.batch.stories import Batch
from tests.factories.company import Company
from tests.faults.processes import Broker, Celery
from tests.faults.size import weekly_sizes_take_their_time  # noqa: F401 -- for every test here


@pytest.fixture
def broker() -> Iterator[Broker]:
    """Return a broker that may be stopped and started again at the same address."""
    broker = Broker()
    broker.url = broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def celery(transactional_db: None, broker: Broker, tmp_path: Path) -> Iterator[Celery]:
    """Return what starts workers and schedulers; all of them are gone before the database is emptied."""
    programs = Celery(broker.url, tmp_path)
    yield programs
    programs.stop()


@pytest.fixture
def batch(company: Company, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """Return a company whose stock is received by batch jobs."""
    monkeypatch.setitem(handlers._HANDLERS, ReceiveStock.kind, ReceiveStock())
    return Batch(company)
