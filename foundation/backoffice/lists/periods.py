"""Periods that move with the calendar: today, this week, last month, last 30 days, next 7 days."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.errors import Text

Span = tuple[date, date]
"""First and last day."""

_COUNTED = re.compile(r"^(last|next)_(\d{1,4})_days$", re.ASCII)
_A_NUMBER = re.compile(r"\d{1,4}", re.ASCII)


def _days(first: int, last: int) -> Callable[[date], Span]:
    return lambda today: (today + timedelta(days=first), today + timedelta(days=last))


def _week(offset: int) -> Callable[[date], Span]:
    def span(today: date) -> Span:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=offset)
        return monday, monday + timedelta(days=6)

    return span


def _months(count: int, offset: int) -> Callable[[date], Span]:
    def span(today: date) -> Span:
        first = today.replace(day=1, month=(today.month - 1) // count * count + 1) + relativedelta(months=offset * count)
        return first, first + relativedelta(months=count, days=-1)

    return span


PERIODS: dict[str, tuple[Text, Callable[[date], Span]]] = {
    "today": (gettext_lazy("today"), _days(0, 0)),
    "yesterday": (gettext_lazy("yesterday"), _days(-1, -1)),
    "tomorrow": (gettext_lazy("tomorrow"), _days(1, 1)),
    "this_week": (gettext_lazy("this week"), _week(0)),
    "last_week": (gettext_lazy("last week"), _week(-1)),
    "next_week": (gettext_lazy("next week"), _week(1)),
    "this_month": (gettext_lazy("this month"), _months(1, 0)),
    "last_month": (gettext_lazy("last month"), _months(1, -1)),
    "next_month": (gettext_lazy("next month"), _months(1, 1)),
    "this_quarter": (gettext_lazy("this quarter"), _months(3, 0)),
    "last_quarter": (gettext_lazy("last quarter"), _months(3, -1)),
    "this_year": (gettext_lazy("this year"), _months(12, 0)),
    "last_year": (gettext_lazy("last year"), _months(12, -1)),
}
OFFERED = (*PERIODS, "last_7_days", "last_30_days", "last_90_days", "next_7_days", "next_30_days")


def span_of(code: str, today: date) -> Span:
    """Return first and last day of a period; raises ValueError for a text that is none."""
    if code in PERIODS:
        return PERIODS[code][1](today)
    found = _COUNTED.match(code)
    if found is None:
        raise ValueError(code)
    count = int(found[2])
    return _days(-count, 0)(today) if found[1] == "last" else _days(0, count)(today)


def label_of(code: str) -> str:
    """Return a period in words; the code itself where it is none."""
    if code in PERIODS:
        return str(PERIODS[code][0])
    found = _COUNTED.match(code)
    if found is None:
        return code
    words = _("last %(count)s days") if found[1] == "last" else _("next %(count)s days")
    return words % {"count": found[2]}


def period_typed(text: str) -> str:
    """Return the code of a period that was typed in the reader's language or in English; raises ValueError for anything else."""
    wanted = " ".join(text.casefold().split())
    code = wanted.replace(" ", "_")
    if code in PERIODS or _COUNTED.match(code):
        return code
    for known in OFFERED:
        if _A_NUMBER.sub("#", label_of(known).casefold()) == _A_NUMBER.sub("#", wanted):
            return _A_NUMBER.sub(next(iter(_A_NUMBER.findall(wanted)), ""), known)
    raise ValueError(text)
