"""What the address of a list asks for: tab, search, filters and columns, the rows that answer it, and the addresses that lead on."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from foundation.backoffice.forms.look import dress_filters
from foundation.backoffice.lists.chips import Chip, chips_of, inputs_of, problems_of
from foundation.backoffice.lists.conditions import ADDED, NAME, Conditions
from foundation.backoffice.lists.entries import accept_entries
from foundation.backoffice.lists.kept import AS_BUILT, KeptViews
from foundation.backoffice.models import SavedView
from foundation.backoffice.requests import EntityRequest

PAGE_PLACE = ("after", "before")
NOT_STATE = frozenset({"selected", "matching", "export", "totals", "link", *PAGE_PLACE, *ADDED})


class AskedList:
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

    def _inputs(self, leave_out: frozenset[str]) -> list[tuple[str, str]]:
        kept = QueryDict(self.state())
        return [(name, value) for name, values in kept.lists() if name not in leave_out for value in values]
