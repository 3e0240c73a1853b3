"""The parts of a list page that are not columns: quick-filter tabs, search, bulk actions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from foundation.errors import Text

LONGEST_TERM = 100


@dataclass(frozen=True)
class Tab:
    """A quick filter with a count; ``rows`` names the queryset method that defines it, blank for all.

    ``counted`` may name another one that finds the same rows in a form that counts a whole list faster.
    """

    key: str
    label: Text
    rows: str = ""
    counted: str = ""

    def of(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of the tab."""
        return getattr(queryset, self.rows)() if self.rows else queryset

    def to_count(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of the tab, to be counted."""
        return getattr(queryset, self.counted)() if self.counted else self.of(queryset)


@dataclass(frozen=True)
class Search:
    """Where the search box looks: fields by their beginning, fields by any part, or a queryset method of its own.

    ``order_by`` is how found rows stand, unless the reader sorts them: by the number that many of them begin with.
    """

    prefix: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    rows: str = ""
    order_by: str = ""

    def of(self, queryset: QuerySet[Any], term: str) -> QuerySet[Any]:
        """Return the rows that match what was typed; all of them for a blank term."""
        term = term.replace("\x00", "").strip()[:LONGEST_TERM]
        if not term:
            return queryset
        if self.rows:
            return getattr(queryset, self.rows)(term)
        conditions = [Q(**{f"{name}__istartswith": term}) for name in self.prefix]
        conditions += [Q(**{f"{name}__icontains": term}) for name in self.contains]
        return queryset.filter(reduce(or_, conditions)) if conditions else queryset


@dataclass(frozen=True)
class BulkAction:
    """What can be done with the selected rows: a button that leads to a posting dialog or an action page."""

    name: str
    label: Text
    page: str
    permission: str
    icon: str = "arrow-right"
