"""One shown list: what the address asks for, and the rows, counts, totals and chips that answer it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import QueryDict

from foundation.backoffice.formats import format_amount
from foundation.backoffice.forms.look import dress_filters
from foundation.backoffice.lists.chips import Chip, chips_of, inputs_of, problems_of, ranges_of
from foundation.backoffice.lists.conditions import ADDED, NAME, Comparable, Conditions
from foundation.backoffice.lists.entries import accept_entries
from foundation.backoffice.lists.grouping import GROUPED_BY, Grouping
from foundation.backoffice.lists.kept import AS_BUILT, KeptViews
from foundation.backoffice.lists.kept_counts import kept_counts, known_counts
from foundation.backoffice.lists.operators import OPERATORS, Operator
from foundation.backoffice.lists.paging import CAP, FEW, Ordering, Page, capped_count, capped_counts, joins, take_page
from foundation.backoffice.lists.periods import OFFERED, label_of
from foundation.backoffice.lists.reading import reading
from foundation.backoffice.lists.shown import FooterTotal, Heading, Selection, ShownTab, count_text
from foundation.backoffice.models import SavedView
from foundation.backoffice.requests import EntityRequest, wants_part

ADDED_UP_AT_ONCE = 500
"""The longest result whose totals are shown unasked: sums need every row, a page only its own."""
TABS_AT_ONCE = 200
"""The longest result whose other tabs are counted with the page."""
BULK_ID = "bo-bulk"
COUNTS_ID = "bo-counts"
PAGE_PLACE = ("after", "before")
NOT_STATE = frozenset({"selected", "matching", "export", "totals", "link", *PAGE_PLACE, *ADDED})


class Listing:
    """A list page's declaration together with one request; reads lazily, never writes."""

    def __init__(self, page: Any, request: EntityRequest, query: QueryDict) -> None:
        self.page = page
        self.request = request
        self.query = query

    @cached_property
    def base(self) -> QuerySet[Any]:
        """Return every row that the page may show, before tab, search and filters."""
        return self.page.get_rows()

    @cached_property
    def filterset(self) -> Any:
        """Return the bound filters, or None for a page without."""
        if self.page.filterset_class is None:
            return None
        filters = self.page.filterset_class(data=self.query, queryset=self.base, request=self.request)
        accept_entries(filters.form, self.request.entity.today())
        dress_filters(filters.form)
        return filters

    @cached_property
    def searched(self) -> QuerySet[Any]:
        """Return the rows after filters and search, before the tab."""
        rows = self.base if self.filterset is None else self.filterset.qs
        return self.page.search.of(self.conditions.of(rows), self.term)

    @cached_property
    def conditions(self) -> Conditions:
        """Return the conditions on columns."""
        return Conditions(self.page.table_class, self.base, self.query, self.request.entity.today())

    @cached_property
    def problems(self) -> list[str]:
        """Return a sentence per filter that cannot be read and therefore is not applied."""
        return [*([] if self.filterset is None else problems_of(self.filterset)), *self.conditions.problems]

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
    def result(self) -> QuerySet[Any]:
        """Return the rows of the whole result, in no order yet."""
        return self.tab.of(self.searched) if self.tab else self.searched

    @property
    def term(self) -> str:
        """Return what was typed into the search box."""
        return self.query.get("q", "").strip()

    @cached_property
    def tab(self) -> Any:
        """Return the chosen tab: the first unless the address names another."""
        known = {tab.key: tab for tab in self.page.tabs}
        return known.get(self.query.get("tab", ""), self.page.tabs[0] if self.page.tabs else None)

    @cached_property
    def ordering(self) -> Ordering:
        """Return the sort order of the address, or the page's own."""
        asked = Ordering.parse(self.query.get("sort", ""))
        field = self.sort_field(asked.field)
        if field:
            return Ordering(field, asked.descending)
        return self._own_ordering

    @property
    def _own_ordering(self) -> Ordering:
        """Return the sort order of the page where nobody sorts; it does not depend on how long the result is."""
        own = Ordering.parse((self.term and self.page.search.order_by) or self.page.order_by)
        return Ordering(self._ranged_field or own.field, own.descending)

    @property
    def _ranged_field(self) -> str:
        """Return the field of the first range that a filter asks for, blank without: one index then finds its rows in their order."""
        asked = [] if self.filterset is None else ranges_of(self.filterset)
        asked += self.conditions.ranges
        table = self.page.table_class
        sortable = {table.sort_field(name) for name in table.base_columns} - {""}
        return next((field for field in asked if field in sortable), "")

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

    @cached_property
    def count(self) -> int:
        """Return the number of rows of the result, one beyond what it is counted up to at most."""
        most = self.counted_up_to
        [count] = kept_counts(self._count_key(f"result {most}"), lambda: capped_counts([self._result_to_count()], most))
        return count

    def _result_to_count(self) -> QuerySet[Any]:
        """Return the result; rows found through related ones stand in the page's order, of which an index of theirs knows nothing."""
        rows = self._to_count(self.tab)
        return self._own_ordering.of(rows) if joins(rows) else rows

    @property
    def count_text(self) -> str:
        """Return the count as shown: 10,000+ beyond the cap."""
        return count_text(self.count, self.counted_up_to)

    @property
    def counted_up_to(self) -> int:
        """Return how far the page counts: a search, a filter or a tab may have no index that counts it, so the rest is counted later."""
        is_plain = not self.narrowed and self.tab in (None, *self.page.tabs[:1])
        sorts_short = self.page.table_class.sorts_short_only(Ordering.parse(self.query.get("sort", "")).field)
        return CAP if is_plain or sorts_short or self.is_asked_for_counts else FEW

    @property
    def counts_later(self) -> bool:
        """Tell whether the page asks for its counts again once it is shown."""
        return self.count > self.counted_up_to == FEW or self.counts_tabs_later

    @property
    def is_asked_for_counts(self) -> bool:
        """Tell whether counts are asked for and no rows: by the shown page, or for a selection."""
        return wants_part(self.request, COUNTS_ID) or wants_part(self.request, BULK_ID)

    @property
    def narrowed(self) -> bool:
        """Tell whether search or filters are on, so that an empty result has a cause."""
        return bool(self.term or self.chips)

    @cached_property
    def chips(self) -> list[Chip]:
        """Return the filters that are on."""
        declared = [] if self.filterset is None else chips_of(self.filterset, self.without)
        return declared + self.conditions.chips(lambda texts: self.url(**{NAME: texts}))

    @cached_property
    def kept(self) -> KeptViews:
        """Return the saved views of the page, as the user sees them."""
        return KeptViews(self.request.access, self.page.page_name, self.page.table_class, self.query)

    @property
    def view(self) -> SavedView | None:
        """Return the saved view that the address names."""
        return self.kept.current

    @property
    def view_changed(self) -> bool:
        """Tell whether the list differs from the saved view it started from."""
        return self.kept.changed(self.kept_state)

    @property
    def kept_state(self) -> str:
        """Return the query string that a saved view keeps; its columns are kept beside it."""
        return self.state(columns="")

    @property
    def shown_columns(self) -> list[str]:
        """Return the columns that are shown, in their order."""
        return self.kept.layout.names

    def tabs(self) -> Iterator[ShownTab]:
        """Yield the tabs with their counts."""
        counts = {} if self.counts_tabs_later else self.tab_counts
        for tab in self.page.tabs:
            active = tab is self.tab
            count = self.count if active else counts.get(tab.key)
            yield ShownTab(str(tab.label), self.url(tab=tab.key), "" if count is None else count_text(count, FEW), active)

    @cached_property
    def counts_tabs_later(self) -> bool:
        """Tell whether the other tabs are counted once the page is shown: over more than a few pages that costs as much as the page.

        Counts that are known of the last half minute are shown at once.
        """
        if not self.page.tabs or self.count <= TABS_AT_ONCE or self.is_asked_for_counts:
            return False
        return known_counts(self._count_key("tabs")) is None

    @property
    def tab_counts(self) -> dict[str, int]:
        """Return the capped counts of the other tabs, in one statement."""
        others = [tab for tab in self.page.tabs if tab is not self.tab]
        counts = kept_counts(self._count_key("tabs"), lambda: capped_counts([self._to_count(tab) for tab in others], FEW))
        return {tab.key: count for tab, count in zip(others, counts, strict=True)}

    def _to_count(self, tab: Any) -> QuerySet[Any]:
        rows = self.searched.order_by()
        if tab is None:
            return rows
        return tab.of(rows) if self.narrowed else tab.to_count(rows)  # type: ignore[no-any-return]

    def _count_key(self, what: str) -> str:
        """Return what names counts of this result: the user, the page and everything that narrows the list."""
        return f"{what} {self.request.entity.pk} {self.request.user.pk} {self.page.page_name} {self.state()}"

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

    def state(self, **changes: str | list[str]) -> str:
        """Return the query string of the list with changes; a blank value removes a part."""
        kept = QueryDict(mutable=True)
        for name, values in self.query.lists():
            if name not in NOT_STATE and name != "view" and name not in changes and any(values):
                kept.setlist(name, [value for value in values if value])
        for name, value in changes.items():
            if value:
                kept.setlist(name, value if isinstance(value, list) else [value])
        return kept.urlencode()

    def url(self, **changes: str | list[str]) -> str:
        """Return the address of the list with changes, on its first page, still in its saved view."""
        if self.view is not None:
            changes.setdefault("view", str(self.view.pk))
        return f"?{self.state(**changes)}"

    @property
    def next_url(self) -> str:
        """Return the address of the next page, blank on the last."""
        return self.url(after=self.rows.after) if self.rows.after else ""

    @property
    def previous_url(self) -> str:
        """Return the address of the previous page, blank on the first."""
        return self.url(before=self.rows.before) if self.rows.before else ""

    @property
    def clear_url(self) -> str:
        """Return the address without search and filters, in no saved view."""
        return f"?tab={self.tab.key}" if self.tab else f"?view={AS_BUILT}"

    def without(self, prefix: str) -> str:
        """Return the address without one filter, ranges included."""
        return self.url(**dict.fromkeys(inputs_of(prefix), ""))

    @property
    def hidden_inputs(self) -> list[tuple[str, str]]:
        """Return the state as name and value pairs, for a form that adds a selection."""
        return self._inputs(frozenset())

    @property
    def search_inputs(self) -> list[tuple[str, str]]:
        """Return the state without the search term, for the search form."""
        return self._inputs(frozenset({"q"}))

    @property
    def filter_inputs(self) -> list[tuple[str, str]]:
        """Return the state without what the filter form asks itself."""
        return self._inputs(frozenset(part for name in getattr(self.filterset, "filters", ()) for part in inputs_of(name)))

    @property
    def has_totals(self) -> bool:
        """Tell whether the table adds up any column."""
        return any(self.page.table_class.totalled())

    def _inputs(self, leave_out: frozenset[str]) -> list[tuple[str, str]]:
        kept = QueryDict(self.state())
        return [(name, value) for name, values in kept.lists() if name not in leave_out for value in values]
