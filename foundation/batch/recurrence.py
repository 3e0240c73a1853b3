"""When a job runs again: a grid of starts laid out in local wall time (invoicing.md 3.4). Pure: no queries, no clock."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Self
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta, weekday

SMALLEST_MINUTES = 5
DAYS_OF_WEEK = 7
SATURDAY = 5
LONGEST_GAP = 14


class Unit(StrEnum):
    """What the interval counts."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


ELAPSED = {Unit.MINUTES: timedelta(minutes=1), Unit.HOURS: timedelta(hours=1)}


class MonthDay(StrEnum):
    """How the day inside a month is named."""

    DAY = "day"
    LAST_DAY = "last_day"
    WEEKDAY = "weekday"


@dataclass(frozen=True)
class MonthRule:
    """The day inside a month: day ``day`` (or the month's last when it is shorter), the last day, or the k-th weekday.

    ``ordinal`` is 1 to 4, or -1 for the last; ``weekday`` counts from Monday = 0.
    """

    kind: MonthDay = MonthDay.DAY
    day: int = 1
    ordinal: int = 1
    weekday: int = 0

    def in_month(self, year: int, month: int) -> date:
        """Return the date that the rule names in a month."""
        last = calendar.monthrange(year, month)[1]
        if self.kind == MonthDay.LAST_DAY:
            return date(year, month, last)
        if self.kind == MonthDay.DAY:
            return date(year, month, min(self.day, last))
        anchor = date(year, month, 1 if self.ordinal > 0 else last)
        return anchor + relativedelta(weekday=weekday(self.weekday, self.ordinal))


@dataclass(frozen=True)
class Recurrence:
    """A repetition: first start in local wall time, unit and interval, rules inside the unit, and its end.

    ``weekdays`` count from Monday = 0 and belong to weeks; ``working_days`` belongs to days; ``month_rule`` to months and
    years, where it follows the start when it is left out; ``month`` belongs to years.
    """

    start: datetime
    time_zone: str
    unit: Unit
    interval: int = 1
    weekdays: frozenset[int] = field(default_factory=frozenset)
    working_days: bool = False
    month_rule: MonthRule | None = None
    month: int | None = None
    end_after: int | None = None
    end_date: date | None = None

    def __post_init__(self) -> None:
        """Refuse what no grid can be laid out from; forms check the same before they get here."""
        if self.start.tzinfo is not None:
            raise ValueError("The start of a recurrence is a local wall time")
        smallest = SMALLEST_MINUTES if self.unit == Unit.MINUTES else 1
        if self.interval < smallest:
            raise ValueError(f"The interval of {self.unit} is at least {smallest}")
        if self.end_after is not None and self.end_after < 1:
            raise ValueError("A recurrence ends after one occurrence or more")

    def next_after(self, moment: datetime, occurred: int = 0) -> datetime | None:
        """Return the smallest start later than a moment, in UTC; None when the recurrence has ended.

        ``occurred`` is the number of occurrences that counted so far, for an end after n of them.
        """
        if self.end_after is not None and occurred >= self.end_after:
            return None
        found = self._next_on_grid(moment.astimezone(UTC))
        if found is None or self._is_past_end(found):
            return None
        return found

    def first(self) -> datetime | None:
        """Return the first start, in UTC; None when the end lies before it."""
        return self.next_after(to_instant(self.start, self.zone) - timedelta(microseconds=1))

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in whose wall time the grid is laid out."""
        return ZoneInfo(self.time_zone)

    def _is_past_end(self, moment: datetime) -> bool:
        return self.end_date is not None and moment.astimezone(self.zone).date() > self.end_date

    def _next_on_grid(self, moment: datetime) -> datetime | None:
        begin = to_instant(self.start, self.zone)
        if self.unit in ELAPSED:
            step = ELAPSED[self.unit] * self.interval
            return begin if moment < begin else begin + ((moment - begin) // step + 1) * step
        for day in self._dates_from(moment.astimezone(self.zone).date() - timedelta(days=1)):
            start = to_instant(datetime.combine(day, self.start.time()), self.zone)
            if start > moment and start >= begin:
                return start
        return None

    def _dates_from(self, day: date) -> Iterator[date]:
        """Yield the dates of the grid in order, beginning with the period that holds a day; every grid is endless here."""
        first = self.start.date()
        dates_of = {Unit.DAYS: self._days, Unit.WEEKS: self._weeks, Unit.MONTHS: self._months, Unit.YEARS: self._years}[self.unit]
        yield from dates_of(first, max(day, first))

    def _days(self, first: date, day: date) -> Iterator[date]:
        current = first + timedelta(days=(day - first).days // self.interval * self.interval)
        misses = 0
        while misses < LONGEST_GAP:
            if self.working_days and current.weekday() >= SATURDAY:
                misses += 1
            else:
                misses = 0
                yield current
            current += timedelta(days=self.interval)

    def _weeks(self, first: date, day: date) -> Iterator[date]:
        weekdays = sorted(self.weekdays or {first.weekday()})
        monday = first - timedelta(days=first.weekday())
        length = DAYS_OF_WEEK * self.interval
        monday += timedelta(days=(day - monday).days // length * length)
        while True:
            yield from (monday + timedelta(days=weekday) for weekday in weekdays)
            monday += timedelta(days=length)

    def _months(self, first: date, day: date) -> Iterator[date]:
        rule = self.month_rule or MonthRule(day=first.day)
        passed = (day.year - first.year) * 12 + day.month - first.month
        index = passed // self.interval * self.interval
        while True:
            year, month = divmod(first.year * 12 + first.month - 1 + index, 12)
            yield rule.in_month(year, month + 1)
            index += self.interval

    def _years(self, first: date, day: date) -> Iterator[date]:
        rule = self.month_rule or MonthRule(day=first.day)
        month = self.month or first.month
        year = first.year + (day.year - first.year) // self.interval * self.interval
        while True:
            yield rule.in_month(year, month)
            year += self.interval

    def as_json(self) -> dict[str, Any]:
        """Return the recurrence as data that a job can store."""
        rule = self.month_rule
        return {
            "start": self.start.isoformat(),
            "time_zone": self.time_zone,
            "unit": str(self.unit),
            "interval": self.interval,
            "weekdays": sorted(self.weekdays),
            "working_days": self.working_days,
            "month_rule": rule and {"kind": str(rule.kind), "day": rule.day, "ordinal": rule.ordinal, "weekday": rule.weekday},
            "month": self.month,
            "end_after": self.end_after,
            "end_date": self.end_date.isoformat() if self.end_date else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the recurrence that ``as_json`` stored."""
        rule = data.get("month_rule")
        return cls(
            start=datetime.fromisoformat(data["start"]),
            time_zone=data["time_zone"],
            unit=Unit(data["unit"]),
            interval=data["interval"],
            weekdays=frozenset(data.get("weekdays") or ()),
            working_days=bool(data.get("working_days")),
            month_rule=MonthRule(**(rule | {"kind": MonthDay(rule["kind"])})) if rule else None,
            month=data.get("month"),
            end_after=data.get("end_after"),
            end_date=date.fromisoformat(data["end_date"]) if data.get("end_date") else None,
        )


def to_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of a local wall time, in UTC.

    A wall time that exists twice means the first; one that does not exist means the first instant that exists after it.
    """
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    return _end_of_gap(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), instant, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clocks go forward, somewhere between two instants."""
    old_offset = before.astimezone(zone).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp()) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == old_offset:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


@dataclass(frozen=True)
class ActiveWindow:
    """Local times between which a job may start; a window whose end lies before its beginning spans midnight."""

    begin: time
    end: time
    time_zone: str

    def opens_at(self, moment: datetime) -> datetime:
        """Return the moment itself when it lies in the window, else the next moment at which the window opens, in UTC."""
        zone = ZoneInfo(self.time_zone)
        local = moment.astimezone(zone)
        if self._holds(local.time()):
            return moment.astimezone(UTC)
        day = local.date() if local.time() < self.begin else local.date() + timedelta(days=1)
        return to_instant(datetime.combine(day, self.begin), zone)

    def _holds(self, wall: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= wall < self.end
        return wall >= self.begin or wall < self.end
