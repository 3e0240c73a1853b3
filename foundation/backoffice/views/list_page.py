"""List pages: tabs, search, filters, columns, totals, paging, selection and export over one queryset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.exports.queue import queue_export
from foundation.backoffice.imports.kinds import import_of_list
from foundation.backoffice.lists.counted import BULK_ID, COUNTS_ID
from foundation.backoffice.lists.declarations import BulkAction, Search, Tab
from foundation.backoffice.lists.export import FORMATS, MOST_ROWS, as_csv, as_xlsx, batched_rows
from foundation.backoffice.lists.listing import Listing
from foundation.backoffice.lists.rows import shown_rows
from foundation.backoffice.lists.table import ListTable
from foundation.backoffice.registry import bulk_actions_for
from foundation.backoffice.requests import wants_part
from foundation.backoffice.views.base import EntityView
from foundation.errors import BusinessRuleError, Text

LIST_ID = "bo-list"


class ListPage(EntityView):
    """A list as docs/pages.md describes it; subclasses declare, and override ``get_rows`` and ``row_tone`` at most."""

    template_name = "backoffice/list/page.html"
    table_class: ClassVar[type[ListTable]]
    filterset_class: ClassVar[Any] = None
    search: ClassVar[Search] = Search()
    tabs: ClassVar[Sequence[Tab]] = ()
    order_by: ClassVar[str] = "-pk"
    page_size: ClassVar[int] = 50
    create_page: ClassVar[str] = ""
    create_permission: ClassVar[str] = ""
    create_label: ClassVar[Text] = _("New")
    export_permission: ClassVar[str] = ""
    bulk_actions: ClassVar[Sequence[BulkAction]] = ()
    empty_text: ClassVar[Text] = ""
    select_text: ClassVar[Text] = _("Select rows to act on them together.")
    above_rows: ClassVar[str] = ""
    """A template between the tabs and the search, which goes along when htmx replaces the list."""
    keys_first: ClassVar[bool] = False
    """Whether the keys of a page are sorted out before its rows are read: where no index has the rows in their order."""
    reads: ClassVar[Sequence[str] | None] = None
    """Fields and related records that names and marks of rows read; with the shown columns that is all. None reads what ``rows`` names."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show the list, a part of it, or its rows as a file."""
        listing = Listing(self, self.request, request.GET)
        if not request.GET and listing.kept.start is not None:
            return self.go(f"{request.path}{listing.kept.start.address}")
        if request.GET.get("add"):
            return self.add_condition(listing)
        if "export" in request.GET:
            return self.export(listing, request.GET["export"])
        if wants_part(request, COUNTS_ID):
            return self.page({"listing": listing}, "backoffice/list/_counts.html")
        if wants_part(request, BULK_ID):
            return self.page({"listing": listing, "chosen": listing.selection()}, "backoffice/list/_bulk.html")
        context = {"listing": listing, "rows": self.shown_rows(listing)}
        return self.page(context, "backoffice/list/_list.html" if wants_part(request, LIST_ID) else self.template_name)

    def add_condition(self, listing: Listing) -> HttpResponseBase:
        """Lead to the list with the condition that was typed, or say why it cannot be read."""
        texts = listing.conditions.texts
        try:
            texts = [*texts, listing.conditions.added()]
        except ValueError as problem:
            messages.error(self.request, str(problem))
        return redirect(f"{self.request.path}{listing.url(f=texts)}")

    def row_tone(self, _record: Any) -> str:
        """Return danger, warning or nothing to mark a row."""
        return ""

    def shown_rows(self, listing: Listing) -> Iterator[SafeString]:
        """Yield the rows of the page that the address asks for, as markup."""
        table = self.table_class(listing.rows.rows, request=self.request, shown=listing.shown_columns)
        selectable = self.may_select
        for row in shown_rows(table, self.row_tone, listing.kept.layout.css):
            yield row.listed(selectable=selectable)

    @property
    def create_url(self) -> str:
        """Return where a new record is made, blank without the permission."""
        return self.url(self.create_page) if self.create_page and self.may(self.create_permission) else ""

    @property
    def import_url(self) -> str:
        """Return where a file of such records is imported, blank where that is not possible or not allowed."""
        kind = import_of_list(self.page_name)
        return self.url("backoffice:import-new", kind=kind.key) if kind is not None and self.may(kind.permission) else ""

    @cached_property
    def allowed_bulk_actions(self) -> list[tuple[BulkAction, str]]:
        """Return what the user may do with selected rows, with the addresses."""
        actions = [*self.bulk_actions, *bulk_actions_for(self.page_name)]
        return [(action, self.url(action.page)) for action in actions if self.may(action.permission)]

    @property
    def may_select(self) -> bool:
        """Tell whether rows have a box to tick: by default where the user may do something with ticked rows."""
        return bool(self.allowed_bulk_actions)

    @property
    def may_export(self) -> bool:
        """Tell whether the user may take the rows away."""
        return self.may(self.export_permission)

    def export(self, listing: Listing, form: str) -> HttpResponseBase:
        """Answer with the rows of the result, or the selected ones, in the shown columns."""
        if not self.may_export or form not in FORMATS:
            raise PermissionDenied(self.export_permission)
        if listing.problems:
            messages.error(self.request, " ".join(listing.problems))
            return self.go(f"{self.request.path}{listing.url()}")
        if not self.is_exported_at_once(listing):
            return self.export_later(listing, form)
        rows = self.exported_rows(listing, listing.to_export(MOST_ROWS))
        answer = as_csv if form == "csv" else as_xlsx
        return answer(self.export_name, self.table_class.exported_headings(listing.shown_columns), rows)

    def export_later(self, listing: Listing, form: str) -> HttpResponseBase:
        """Have the file made in the background and lead to where it will stand."""
        try:
            queue_export(self, listing, form)
            messages.success(self.request, _("The file is being made in the background. A notification tells when it is ready."))
        except BusinessRuleError as refusal:
            messages.error(self.request, str(refusal))
        return self.go(self.url("backoffice:exports"))

    @property
    def export_name(self) -> str:
        """Return the name of a file without its ending."""
        return f"{self.entity.code}-{self.page_name.rpartition(':')[2]}"

    def is_exported_at_once(self, listing: Listing) -> bool:
        """Tell whether there are few enough rows to wait for the file."""
        rows = listing.selected() if listing.chosen_keys else listing.result
        return int(rows.order_by()[: MOST_ROWS + 1].count()) <= MOST_ROWS

    def exported_rows(self, listing: Listing, rows: QuerySet[Any]) -> Iterator[list[Any]]:
        """Yield the rows as they go into a file, read and released in parts."""
        for part in batched_rows(rows):
            yield from self.table_class(part, request=self.request, shown=listing.shown_columns).exported_rows()
