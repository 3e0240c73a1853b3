"""One shown list: what the address asks for, and the rows, counts, totals and chips that answer it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import QueryDict

from foundation.backoffice.formats import format_amount
from foundation.backoffice.lists.conditions import Comparable
from foundation.backoffice.lists.counted import CountedList
from foundation.backoffice.lists.grouping import GROUPED_BY, Grouping
from foundation.backoffice.lists.operators import OPERATORS, Operator
from foundation.backoffice.lists.paging import Ordering, Page, capped_count, take_page
from foundation.backoffice.lists.periods import OFFERED, label_of
from foundation.backoffice.lists.reading import reading
from foundation.backoffice.lists.shown import FooterTotal, Heading, Selection

ADDED_UP_AT_ONCE = 500
"""The longest result whose totals are shown unasked: sums need every row, a page only its own."""


class Listing(CountedList):
    """A list as it is shown: its page of rows or groups, its headings and totals, and what is selected of it."""

    @cached_property
    def grouping(self) -> Grouping | None:
        """Return the groups of the result, when the address groups it by a column that can be."""
        column = self.conditions.columns.get(self.query.get("by", ""))
        if column is None or column.kind not in GROUPED_BY:
            return None
        return Grouping(column, self.page.table_class, self.result, str(self.request.entity.currency_id))

    @property
    def group_columns(self) -> list[Comparable]:
        """Return the columns that the list can be grouped by."""
        return [column for column in self.conditions.columns.values() if column.kind in GROUPED_BY]

    @property
    def group_choices(self) -> list[tuple[Comparable, str]]:
        """Return the columns to group by, with the addresses that do."""
        return [(column, self.url(by=column.name)) for column in self.group_columns]

    @property
    def ungrouped_url(self) -> str:
        """Return the address that shows rows again."""
        return self.url(by="")

    @property
    def operators(self) -> list[Operator]:
        """Return every operator, for a new condition."""
        return list(OPERATORS.values())

    @property
    def periods(self) -> list[str]:
        """Return the periods that are offered, in words."""
        return [label_of(code) for code in OFFERED]

    @property
    def opened_groups(self) -> list[tuple[Any, str]]:
        """Return the groups with the addresses that show their rows."""
        if self.grouping is None:
            return []
        return [(group, self.url(by="", f=[*self.conditions.texts, group.condition])) for group in self.grouping.groups]

    @cached_property
    def ordering(self) -> Ordering:
        """Return the sort order of the address, or the page's own."""
        asked = Ordering.parse(self.query.get("sort", ""))
        field = self.sort_field(asked.field)
        if field:
            return Ordering(field, asked.descending)
        return self._own_ordering

    def sort_field(self, name: str) -> str:
        """Return the database field of a column that this result can be sorted by, blank for others."""
        table = self.page.table_class
        if table.sorts_short_only(name) and self.count <= self.counted_up_to:
            return str(table.field_of(name))
        return str(table.sort_field(name))

    @cached_property
    def rows(self) -> Page:
        """Return the page of rows that the address asks for."""
        after, before = self.query.get("after", ""), self.query.get("before", "")
        place = {"size": self.page.page_size, "after": after, "before": before, "keys_first": self.page.keys_first}
        return take_page(self._read(), self.ordering, **place)

    def _read(self) -> QuerySet[Any]:
        """Return the result with what the shown columns and the rows read of each record, where the page says what that is."""
        if self.page.reads is None:
            return self.result
        return reading(self.result, self.page.table_class, self.shown_columns, (*self.page.reads, self.ordering.field))

    def headings(self) -> Iterator[Heading]:
        """Yield the headings of the shown columns."""
        table = self.page.table_class
        for name in self.shown_columns:
            column = table.base_columns[name]
            css = f"{column.attrs.get('th', {}).get('class', '')} {self.kept.layout.css(name)}".strip()
            label = str(column.verbose_name or name)
            field = self.sort_field(name)
            if not field:
                yield Heading(label, css)
                continue
            active = self.ordering.field == field
            descending = active and not self.ordering.descending
            direction = ("descending" if self.ordering.descending else "ascending") if active else ""
            yield Heading(label, css, self.url(sort=f"-{name}" if descending else name), direction)

    def totals(self, rows: QuerySet[Any] | None = None) -> list[FooterTotal]:
        """Return the sums of the money columns per currency over the rows, the whole result by default."""
        source = (self.result if rows is None else rows).order_by()
        return [total for name, field, column in self.page.table_class.totalled() for total in self._sums(source, name, field, column)]

    def _sums(self, source: QuerySet[Any], name: str, field: str, column: Any) -> Iterator[FooterTotal]:
        label = str(column.verbose_name or name)
        if not column.currency:
            own = str(self.request.entity.currency_id)
            total = source.aggregate(total_of_column=Sum(field))["total_of_column"]
            yield FooterTotal(label, format_amount(total or Decimal(0), own), own)
            return
        currency = column.currency.replace(".", "__")
        for code, total in source.values_list(currency).annotate(total_of_column=Sum(field)).order_by(currency):
            yield FooterTotal(label, format_amount(total or Decimal(0), str(code)), str(code))

    @property
    def totals_wanted(self) -> bool:
        """Tell whether totals are shown: at once for a short result, on demand for a longer one."""
        return self.count <= ADDED_UP_AT_ONCE or "totals" in self.query

    @property
    def chosen_keys(self) -> list[int]:
        """Return the keys of the ticked rows."""
        named = [key for value in self.query.getlist("selected") for key in value.split(",")]
        return [int(key) for key in named if key.isascii() and key.isdecimal() and len(key) < 19]

    def selected(self) -> QuerySet[Any]:
        """Return the selected rows: the ticked ones, or the whole result; nothing while a filter cannot be read."""
        if self.problems:
            return self.base.none()
        return self.result if self.query.get("matching") == "all" else self.base.filter(pk__in=self.chosen_keys)

    def selected_keys(self, most: int) -> list[int]:
        """Return the keys of the selected rows, at most so many."""
        return list(self.selected().order_by("pk").values_list("pk", flat=True)[:most])

    def selection(self) -> Selection:
        """Return how much is selected, in rows and money."""
        rows = self.selected()
        return Selection(capped_count(rows), self.totals(rows), matching=self.query.get("matching") == "all")

    def to_export(self, most: int) -> QuerySet[Any]:
        """Return the rows that go into a file: the selected ones or else the whole result, in the list's order."""
        rows = self.selected() if self.chosen_keys else self.result
        return self.ordering.of(rows)[:most]

    @property
    def export_state(self) -> str:
        """Return the query string that gives the same rows and columns again, the ticked rows included."""
        state = QueryDict(self.state(columns=",".join(self.kept.layout.columns)), mutable=True)
        if self.chosen_keys:
            state["selected"] = ",".join(map(str, self.chosen_keys))
        return state.urlencode()

    @property
    def next_url(self) -> str:
        """Return the address of the next page, blank on the last."""
        return self.url(after=self.rows.after) if self.rows.after else ""

    @property
    def previous_url(self) -> str:
        """Return the address of the previous page, blank on the first."""
        return self.url(before=self.rows.before) if self.rows.before else ""

    @property
    def has_totals(self) -> bool:
        """Tell whether the table adds up any column."""
        return any(self.page.table_class.totalled())
