"""Recurrences in words."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.batch.recurrence import MonthDay, MonthRule, Recurrence, Unit
from foundation.batch.recurrence_words import in_words
from tests.batch.wall_time import wall

SIX = wall(2026, 1, 5, 6)
LAST_FRIDAY = MonthRule(MonthDay.WEEKDAY, ordinal=-1, weekday=4)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"unit": Unit.MINUTES, "interval": 90}, "every 90 minutes from 06:00"),
        ({"unit": Unit.HOURS}, "every hour from 06:00"),
        ({"unit": Unit.DAYS}, "every day at 06:00"),
        ({"unit": Unit.DAYS, "working_days": True}, "every working day at 06:00"),
        ({"unit": Unit.DAYS, "interval": 3, "end_after": 3}, "every 3 days at 06:00, 3 times"),
        ({"unit": Unit.WEEKS, "interval": 2, "weekdays": frozenset({0, 3})}, "every 2 weeks on Monday and Thursday at 06:00"),
        ({"unit": Unit.MONTHS}, "every month on day 5 at 06:00"),
        ({"unit": Unit.MONTHS, "month_rule": MonthRule(MonthDay.LAST_DAY)}, "every month on the last day at 06:00"),
        ({"unit": Unit.MONTHS, "month_rule": LAST_FRIDAY}, "every month on the last Friday at 06:00"),
        ({"unit": Unit.YEARS, "month": 12, "month_rule": MonthRule(day=31)}, "every year on day 31 of December at 06:00"),
        ({"unit": Unit.DAYS, "end_date": date(2026, 3, 31)}, "every day at 06:00, until March 31, 2026"),
        ({"unit": Unit.DAYS, "end_after": 1}, "every day at 06:00, once"),
    ],
)
def test_a_recurrence_reads_as_a_phrase(fields, words):
    assert in_words(Recurrence(SIX, "UTC", **fields)) == words
