"""Dates that move with the day (invoicing.md 3.3)."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.batch.relative_dates import NotADateError, is_relative, resolve

WEDNESDAY = date(2026, 2, 18)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", date(2026, 2, 18)),
        ("today-7", date(2026, 2, 11)),
        ("Today + 3", date(2026, 2, 21)),
        ("start_of_week(0)", date(2026, 2, 16)),
        ("start_of_week()", date(2026, 2, 16)),
        ("end_of_week(-1)", date(2026, 2, 15)),
        ("start_of_month(-1)", date(2026, 1, 1)),
        ("end_of_month(-1)", date(2026, 1, 31)),
        ("end_of_month(0)", date(2026, 2, 28)),
        ("start_of_year(-1)", date(2025, 1, 1)),
        ("end_of_year(1)", date(2027, 12, 31)),
        ("2026-03-01", date(2026, 3, 1)),
    ],
)
def test_relative_dates_are_resolved_for_the_day_of_the_run(text, expected):
    assert resolve(text, WEDNESDAY) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "today-", "start_of_day(1)", "2026-02-30", "today+99999999", "start_of_year(9999)"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(NotADateError):
        resolve(text, WEDNESDAY)


def test_relative_dates_are_told_from_fixed_ones():
    assert is_relative("start_of_month(-1)")
    assert not is_relative("2026-02-18")
