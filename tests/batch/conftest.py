"""What the tests of the batch room share: a kind of job of their own, and a company to run it in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from foundation.batch import handlers
from tests.batch.stock_job import ReceiveStock, forget_busy_items
from tests.batch.stories import Batch
from tests.factories.company import Company


@pytest.fixture(autouse=True)
def _kind_of_job(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(handlers, "_HANDLERS", {})
    handlers.register_handler(ReceiveStock())
    yield
    forget_busy_items()


@pytest.fixture
def batch(company: Company) -> Batch:
    """Return a company whose stock is received by batch jobs."""
    return Batch(company)
