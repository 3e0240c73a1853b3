"""Dates in criteria that move with the day: ``today-7``, ``start_of_month(-1)`` (invoicing.md 3.3). Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

_TODAY = re.compile(r"^today\s*(?:(?P<sign>[+-])\s*(?P<days>\d{1,5}))?$")
_PERIOD = re.compile(r"^(?P<edge>start|end)_of_(?P<unit>week|month|year)\(\s*(?P<shift>[+-]?\d{1,4})?\s*\)$")
_UNITS = {"week": relativedelta(weeks=1), "month": relativedelta(months=1), "year": relativedelta(years=1)}


class NotADateError(ValueError):
    """The text is neither a date nor a relative date."""


def resolve(text: str, today: date) -> date:
    """Return the date that an ISO date or a relative date means on a day; raises NotADateError.

    Weeks begin on Monday; the number in brackets shifts by whole periods, -1 being the previous one.
    """
    text = text.strip().lower()
    try:
        if match := _TODAY.match(text):
            days = int(match["days"] or 0)
            return today + timedelta(days=-days if match["sign"] == "-" else days)
        if match := _PERIOD.match(text):
            begin = _start_of(match["unit"], today) + _UNITS[match["unit"]] * int(match["shift"] or 0)
            return begin if match["edge"] == "start" else begin + _UNITS[match["unit"]] - timedelta(days=1)
        return date.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise NotADateError(text) from error


def is_relative(text: str) -> bool:
    """Tell whether a text means another date on another day."""
    text = text.strip().lower()
    return bool(_TODAY.match(text) or _PERIOD.match(text))


def _start_of(unit: str, today: date) -> date:
    if unit == "week":
        return today - timedelta(days=today.weekday())
    return today.replace(day=1) if unit == "month" else today.replace(month=1, day=1)
