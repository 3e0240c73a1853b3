"""How long and how large the tests of faults are: small in CI, large when ``FAULT_SIZE=weekly`` (reliability.md §18)."""

from __future__ import annotations

import faulthandler
import os
from typing import TypeVar

import pytest

Size = TypeVar("Size", int, float)
WEEKLY = os.environ.get("FAULT_SIZE") == "weekly"
weekly_only = pytest.mark.skipif(not WEEKLY, reason="runs with FAULT_SIZE=weekly")


def size(in_ci: Size, weekly: Size) -> Size:
    """Return the size of a test: the first number in CI, the second once a week."""
    return weekly if WEEKLY else in_ci


@pytest.fixture(autouse=True)
def weekly_sizes_take_their_time() -> None:
    """Let no clock end a test of weekly size, whose many minutes are no hanging."""
    if WEEKLY:
        faulthandler.cancel_dump_traceback_later()
