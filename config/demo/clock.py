"""A clock that the demo's history is written by: for the length of a block "now" is a moment of the past."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from unittest import mock
from zoneinfo import ZoneInfo

from django.utils import timezone

from foundation.organization.models import LegalEntity


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Let ``timezone.now`` go on from a moment, so that documents carry the dates on which they would have been made."""
    began = time.monotonic()
    with mock.patch.object(timezone, "now", lambda: moment + timedelta(seconds=time.monotonic() - began)):
        yield


def moment_of(entity: LegalEntity, day: date, hour: int, minute: int = 0) -> datetime:
    """Return a wall time of the legal entity."""
    return datetime.combine(day, time_of_day(hour, minute), ZoneInfo(entity.time_zone))


def working_days(first: date, last: date) -> list[date]:
    """Return the days from Monday to Friday between two dates, both included."""
    return [day for day in (first + timedelta(days=number) for number in range((last - first).days + 1)) if day.weekday() < 5]
