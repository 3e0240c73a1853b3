"""The grid of starts of a repeating job (invoicing.md 3.4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday
from hypothesis import given
from hypothesis import strategies as st

from foundation.batch.recurrence import ActiveWindow, MonthDay, MonthRule, Recurrence, Unit, to_instant
from tests.batch.wall_time import wall

ZONES = ["UTC", "Europe/Amsterdam", "America/New_York", "America/Los_Angeles", "Australia/Lord_Howe", "Pacific/Apia"]

month_rules = st.one_of(
    st.builds(MonthRule, kind=st.just(MonthDay.DAY), day=st.integers(1, 31)),
    st.just(MonthRule(MonthDay.LAST_DAY)),
    st.builds(MonthRule, kind=st.just(MonthDay.WEEKDAY), ordinal=st.sampled_from([1, 2, 3, 4, -1]), weekday=st.integers(0, 6)),
)
recurrences = st.builds(
    Recurrence,
    start=st.datetimes(wall(2020, 1, 1), wall(2030, 1, 1)).map(lambda moment: moment.replace(second=0, microsecond=0)),
    time_zone=st.sampled_from(ZONES),
    unit=st.sampled_from(list(Unit)),
    interval=st.integers(5, 40),
    weekdays=st.frozensets(st.integers(0, 6)),
    month_rule=st.none() | month_rules,
    month=st.none() | st.integers(1, 12),
)


@given(recurrences, st.integers(0, 5_000_000))
def test_the_next_start_never_repeats_and_never_skips(recurrence, minutes):
    moment = to_instant(recurrence.start, recurrence.zone) + timedelta(minutes=minutes)

    after = recurrence.next_after(moment)

    assert after > moment
    assert recurrence.next_after(after - timedelta(seconds=1)) == after
    between = moment + (after - moment) / 2
    assert recurrence.next_after(between) == after
    assert recurrence.next_after(after) > after


@given(recurrences)
def test_a_recurrence_survives_being_stored(recurrence):
    assert Recurrence.from_json(recurrence.as_json()) == recurrence


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 6), st.frozensets(st.integers(0, 6), min_size=1))
def test_weeks_agree_with_the_calendar_standard(first, interval, weekdays):
    start = datetime.combine(first, time(6))
    expected = rrule(WEEKLY, dtstart=start, interval=interval, byweekday=sorted(weekdays), wkst=0, count=20)

    assert starts(Recurrence(start, "UTC", Unit.WEEKS, interval=interval, weekdays=weekdays), 20) == list(expected)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6), st.integers(1, 5))
def test_kth_weekdays_agree_with_the_calendar_standard(first, ordinal, day, interval):
    start = datetime.combine(first, time(6))
    expected = rrule(MONTHLY, dtstart=start, interval=interval, byweekday=weekday(day)(ordinal), count=12)

    rule = MonthRule(MonthDay.WEEKDAY, ordinal=ordinal, weekday=day)
    assert starts(Recurrence(start, "UTC", Unit.MONTHS, interval=interval, month_rule=rule), 12) == list(expected)


def test_working_days_leave_out_the_weekend():
    start = wall(2026, 1, 1, 6)
    expected = rrule(DAILY, dtstart=start, byweekday=range(5), count=10)

    assert starts(Recurrence(start, "UTC", Unit.DAYS, working_days=True), 10) == list(expected)


def test_a_grid_that_only_meets_weekends_has_no_start():
    saturday = wall(2026, 1, 3, 6)

    assert Recurrence(saturday, "UTC", Unit.DAYS, interval=7, working_days=True).first() is None


def test_years_follow_month_and_day():
    start = wall(2024, 1, 1, 6)
    rule = MonthRule(MonthDay.DAY, day=29)

    days = [moment.date() for moment in starts(Recurrence(start, "UTC", Unit.YEARS, month=2, month_rule=rule), 3)]

    assert days == [date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28)]
    last_day = rrule(YEARLY, dtstart=start, bymonth=2, bymonthday=-1, count=3)
    assert days == [moment.date() for moment in last_day]


def test_the_last_start_may_fall_on_the_end_date_in_local_time():
    recurrence = Recurrence(wall(2026, 1, 1, 23, 30), "America/Los_Angeles", Unit.DAYS, end_date=date(2026, 1, 2))

    assert [moment.day for moment in starts(recurrence, 9)] == [1, 2]


def test_hours_run_on_elapsed_time_over_the_end_of_summer_time():
    recurrence = Recurrence(wall(2026, 10, 25, 0), "Europe/Amsterdam", Unit.HOURS, interval=2)

    moments = [recurrence.first()]
    for _step in range(3):
        moments.append(recurrence.next_after(moments[-1]))

    assert [later - earlier for earlier, later in zip(moments, moments[1:], strict=False)] == [timedelta(hours=2)] * 3


@pytest.mark.parametrize(("unit", "interval"), [(Unit.MINUTES, 4), (Unit.DAYS, 0)])
def test_intervals_have_a_smallest_value(unit, interval):
    with pytest.raises(ValueError, match="at least"):
        Recurrence(wall(2026, 1, 1), "UTC", unit, interval=interval)


def test_a_gap_of_half_an_hour_ends_when_the_clocks_go_forward():
    lord_howe = ZoneInfo("Australia/Lord_Howe")

    assert to_instant(wall(2026, 10, 4, 2, 15), lord_howe) == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)


def test_a_day_that_was_left_out_of_the_calendar_ends_with_the_next_one():
    assert to_instant(wall(2011, 12, 30, 6), ZoneInfo("Pacific/Apia")) == datetime(2011, 12, 30, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begin", "end", "at", "opens"),
    [
        (time(20), time(23), wall(2026, 1, 5, 21), wall(2026, 1, 5, 21)),
        (time(20), time(23), wall(2026, 1, 5, 23), wall(2026, 1, 6, 20)),
        (time(20), time(23), wall(2026, 1, 5, 1), wall(2026, 1, 5, 20)),
        (time(22), time(4), wall(2026, 1, 5, 3, 59), wall(2026, 1, 5, 3, 59)),
        (time(22), time(4), wall(2026, 1, 5, 4), wall(2026, 1, 5, 22)),
    ],
)
def test_the_active_window_tells_when_a_job_may_start(begin, end, at, opens):
    window = ActiveWindow(begin, end, "UTC")

    assert window.opens_at(at.replace(tzinfo=UTC)) == opens.replace(tzinfo=UTC)


def starts(recurrence: Recurrence, count: int) -> list[datetime]:
    """Return the first starts of a recurrence in its local wall time."""
    found: list[datetime] = []
    moment = recurrence.first()
    while moment is not None and len(found) < count:
        found.append(moment.astimezone(recurrence.zone).replace(tzinfo=None))
        moment = recurrence.next_after(moment)
    return found
