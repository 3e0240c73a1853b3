"""Charts of the start page: bars per week that lead to the list of what they count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from babel.numbers import format_compact_decimal
from django.utils.translation import gettext as _

from foundation.backoffice.formats import current_locale
from foundation.backoffice.places import HOME
from foundation.errors import Text
from foundation.organization.access import Access

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Bar:
    """One bar: what it stands for, how high it is, and the query of the list behind it."""

    label: str
    value: Decimal
    query: str
    is_now: bool = False

    @property
    def text(self) -> str:
        """Return the value in few characters: 12.3K."""
        return format_compact_decimal(self.value, locale=current_locale(), fraction_digits=1)


@dataclass(frozen=True)
class Chart:
    """Bars in the workspaces named by ``places``; every bar links to ``page`` with its own query."""

    key: str
    label: Text
    bars: Callable[[Access], Sequence[Bar]]
    page: str
    permission: str
    unit: Callable[[Access], Text]
    order: int = 100
    places: tuple[str, ...] = (HOME,)


_charts: dict[str, Chart] = {}


def register_chart(chart: Chart) -> None:
    """Put a chart into the workspaces of everybody who may see what it counts."""
    _charts[chart.key] = chart


def charts_for(access: Access, place: str = HOME) -> list[Chart]:
    """Return the charts of a workspace that the access allows, in order."""
    found = (chart for chart in _charts.values() if place in chart.places and access.may(chart.permission))
    return sorted(found, key=lambda chart: chart.order)


def monday_of(day: date) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=day.weekday())


def bars_per_week(values: Mapping[date, Decimal | int], first: date, weeks: int, *, today: date, date_filter: str) -> list[Bar]:
    """Return a bar for each week from ``first`` on; ``values`` are keyed by Monday, ``date_filter`` is the list's range filter."""
    mondays = [monday_of(first) + WEEK * number for number in range(weeks)]
    return [
        Bar(
            label=_("w%(week)s") % {"week": monday.isocalendar().week},
            value=Decimal(values.get(monday) or 0),
            query=f"{date_filter}_after={monday}&{date_filter}_before={monday + timedelta(days=6)}",
            is_now=monday == monday_of(today),
        )
        for monday in mondays
    ]
