"""Working days, order entry deadlines, and the pairs of ship and receipt dates that follow from them (sales.md §12.1, §12.2). Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

ONE_DAY = timedelta(days=1)
YEAR = 366


@dataclass(frozen=True, slots=True)
class ShipCalendar:
    """The days on which goods are shipped: days of the week (Monday is 0) without the closed ones."""

    weekdays: Collection[int] = (0, 1, 2, 3, 4)
    closed: Collection[date] = field(default_factory=frozenset)

    def is_open(self, day: date) -> bool:
        """Tell whether goods are shipped on a day."""
        return day.weekday() in self.weekdays and day not in self.closed

    def next_open(self, day: date) -> date:
        """Return the day, else the next one on which goods are shipped; the day itself when there is none within a year."""
        days = (day + timedelta(days=number) for number in range(YEAR))
        return next((known for known in days if self.is_open(known)), day)

    def last_open(self, day: date) -> date:
        """Return the day, else the last one before it on which goods are shipped; the day itself when there is none within a year."""
        days = (day - timedelta(days=number) for number in range(YEAR))
        return next((known for known in days if self.is_open(known)), day)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when an order counts as received on a day of the week; None for group or site means all."""

    weekday: int
    time: time
    group_id: int | None = None
    site_id: int | None = None


def deadline_for(deadlines: Sequence[Deadline], weekday: int, group_id: int | None, site_id: int | None) -> time | None:
    """Return the deadline of a day: that of group and site, else of the group, else of the site, else of all; None without one."""
    fitting = [
        known for known in deadlines if known.weekday == weekday and known.group_id in (None, group_id) and known.site_id in (None, site_id)
    ]
    if not fitting:
        return None
    return max(fitting, key=lambda known: (known.group_id is not None, known.site_id is not None)).time


def date_pairs(earliest: date, transport_days: int, calendar: ShipCalendar, count: int = 10) -> list[tuple[date, date]]:
    """Return the next possible ship dates with the receipt date of each."""
    pairs, day = [], earliest
    for _number in range(count):
        day = calendar.next_open(day)
        pairs.append((day, day + timedelta(days=transport_days)))
        day += ONE_DAY
    return pairs
