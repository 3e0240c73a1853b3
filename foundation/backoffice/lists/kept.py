"""The saved views of a list as one user sees them: the own and the shared ones, the open one, and the one to start with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from foundation.backoffice.lists.layout import SIZES, ColumnChoice, Layout
from foundation.backoffice.lists.table import ListTable
from foundation.backoffice.models import SavedView
from foundation.organization.access import Access

AS_BUILT = "0"
"""What ``view`` in the address says to open the list as it was built, whatever it would start with."""


@dataclass(frozen=True)
class ShownView:
    """A view in the menu: may the reader change it, and does the page start with it."""

    view: SavedView
    may_be_changed: bool
    is_start: bool


class KeptViews:
    """The views of one page, read in one statement."""

    sizes = SIZES

    def __init__(self, access: Access, page: str, table: type[ListTable], query: QueryDict) -> None:
        self.access = access
        self.page = page
        self.table = table
        self.query = query

    @cached_property
    def all(self) -> list[SavedView]:
        """Return every view that the user sees, the remembered layout among them."""
        return list(SavedView.objects.visible(self.access, self.page))

    @cached_property
    def named(self) -> list[ShownView]:
        """Return the views with a name."""
        start = self.start
        return [ShownView(view, view.may_be_changed(self.access), view == start) for view in self.all if view.name]

    @property
    def starts_as_built(self) -> bool:
        """Tell whether the page starts with no view."""
        return self.start is None

    @property
    def remembered(self) -> SavedView | None:
        """Return what is remembered of the page for the user."""
        return next((view for view in self.all if not view.name), None)

    @cached_property
    def current(self) -> SavedView | None:
        """Return the view that the address names."""
        return next((view for view in self.all if view.name and str(view.pk) == self.query.get("view")), None)

    @property
    def current_may_be_changed(self) -> bool:
        """Tell whether the open view can be overwritten with what is shown."""
        return self.current is not None and not self.current.locked and self.current.may_be_changed(self.access)

    @cached_property
    def start(self) -> SavedView | None:
        """Return the view that the page starts with: the user's choice, else that of a role, else that of the legal entity."""
        remembered = self.remembered
        seen = {view.pk: view for view in self.all if view.name}
        if remembered is not None and remembered.starts_with_id in seen:
            return seen[remembered.starts_with_id]
        return min(filter(self._is_offered, seen.values()), key=lambda view: view.role_id is None, default=None)

    def _is_offered(self, view: SavedView) -> bool:
        """Tell whether those with whom a view is shared, this user among them, start with it."""
        meant = view.role is None or view.role.code in self.access.roles
        return view.is_default and meant and view.legal_entity_id == self.access.legal_entity.pk

    @cached_property
    def layout(self) -> Layout:
        """Return the columns that the address names, else those of the open view, else the remembered ones."""
        asked = self.query.get("columns", "")
        chosen = self.current or self.remembered
        return Layout.read(self.table, asked.split(",") if asked else chosen.columns if chosen else [])

    def changed(self, state: str) -> bool:
        """Tell whether the list differs from the open view, in what it shows or in its columns."""
        view = self.current
        return view is not None and (view.query != state or Layout.read(self.table, view.columns) != self.layout)

    def column_choices(self) -> list[ColumnChoice]:
        """Return every column for the chooser."""
        return self.layout.choices(self.table)
