"""How many rows a list has, as a whole and in its tabs: at once, or once the page is shown."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from foundation.backoffice.lists.asked import AskedList
from foundation.backoffice.lists.chips import ranges_of
from foundation.backoffice.lists.kept_counts import kept_counts, known_counts
from foundation.backoffice.lists.paging import CAP, FEW, Ordering, capped_counts, joins
from foundation.backoffice.lists.shown import ShownTab, count_text
from foundation.backoffice.requests import wants_part

TABS_AT_ONCE = 200
"""The longest result whose other tabs are counted with the page."""
BULK_ID = "bo-bulk"
COUNTS_ID = "bo-counts"


class CountedList(AskedList):
    """A list whose rows and tabs are counted."""

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
