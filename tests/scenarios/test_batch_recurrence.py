"""Scenario S3.6: when a batch job runs again (invoicing.md 3.4)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from foundation.batch.recurrence import MonthDay, MonthRule, Recurrence, Unit
from tests.batch.wall_time import wall

pytestmark = pytest.mark.scenario("invoicing", "S3.6")

AMSTERDAM = "Europe/Amsterdam"


def first_starts(recurrence: Recurrence, count: int) -> list[datetime]:
    """Return the first starts of a recurrence in its local wall time."""
    starts: list[datetime] = []
    moment = recurrence.first()
    while moment is not None and len(starts) < count:
        starts.append(moment.astimezone(recurrence.zone).replace(tzinfo=None))
        moment = recurrence.next_after(moment, occurred=len(starts))
    return starts


def test_every_two_weeks_on_monday_and_thursday():
    recurrence = Recurrence(wall(2026, 1, 5, 6), AMSTERDAM, Unit.WEEKS, interval=2, weekdays=frozenset({0, 3}))

    starts = first_starts(recurrence, 6)

    days = [date(2026, 1, 5), date(2026, 1, 8), date(2026, 1, 19), date(2026, 1, 22), date(2026, 2, 2), date(2026, 2, 5)]
    assert [start.date() for start in starts] == days
    assert {start.hour for start in starts} == {6}


def test_monthly_on_day_31_takes_the_last_day_of_shorter_months():
    recurrence = Recurrence(wall(2026, 1, 31, 2), AMSTERDAM, Unit.MONTHS, month_rule=MonthRule(day=31))

    days = [start.date() for start in first_starts(recurrence, 4)]

    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_a_wall_time_that_does_not_exist_means_the_first_instant_after_it():
    recurrence = Recurrence(wall(2026, 1, 1, 2, 30), AMSTERDAM, Unit.DAYS)

    start = recurrence.next_after(datetime(2026, 3, 28, 12, tzinfo=UTC))

    assert start == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_wall_time_that_exists_twice_means_the_first_and_runs_once():
    recurrence = Recurrence(wall(2026, 1, 1, 2, 30), AMSTERDAM, Unit.DAYS)

    start = recurrence.next_after(datetime(2026, 10, 24, 12, tzinfo=UTC))
    following = recurrence.next_after(start)

    assert start == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert following == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_after_three_occurrences_there_is_no_next_date():
    recurrence = Recurrence(wall(2026, 1, 5, 6), AMSTERDAM, Unit.DAYS, end_after=3)

    starts = first_starts(recurrence, 10)

    assert [start.day for start in starts] == [5, 6, 7]


def test_last_friday_of_the_month():
    rule = MonthRule(MonthDay.WEEKDAY, ordinal=-1, weekday=4)
    recurrence = Recurrence(wall(2026, 1, 1, 7), AMSTERDAM, Unit.MONTHS, month_rule=rule)

    days = [start.date() for start in first_starts(recurrence, 3)]

    assert days == [date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 27)]


def test_minutes_run_on_a_grid_that_a_pause_does_not_shift():
    recurrence = Recurrence(wall(2026, 1, 5, 8), "UTC", Unit.MINUTES, interval=90)

    after_the_pause = recurrence.next_after(datetime(2026, 1, 5, 13, 10, tzinfo=UTC))

    assert after_the_pause == datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
