"""The pages of one kind of set-up record, declared at once: its list, its form, its deletion, and their addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import URLPattern, path

from foundation.backoffice.lists import ListTable, Search
from foundation.backoffice.views import EntityFormView, ListPage, RecordDeleteView, RecordFormView
from foundation.errors import Text


@dataclass(frozen=True, kw_only=True)
class SetUpPages:
    """A list under ``part`` of the app's addresses, which is its name too, and the pages ``one``-new, ``one``-edit and ``one``-delete.

    ``title`` heads the list, ``record_title`` the form; ``see`` and ``change`` are permissions. ``rows`` names the queryset that every
    page works on, ``list_rows`` the one of the list alone. A kind with rules of its own brings its own ``list_page`` or ``form_page``.
    """

    app: str
    part: str
    one: str
    model: type[Model]
    title: Text
    record_title: Text
    table: type[ListTable]
    form: type[Any]
    empty_text: Text
    see: str
    change: str
    rows: str = ""
    list_rows: str = ""
    search: Search = Search(prefix=("code",), contains=("name",))
    order_by: str = "code"
    list_page: type[ListPage] = ListPage
    form_page: type[EntityFormView] = RecordFormView

    def urls(self) -> list[URLPattern]:
        """Return the addresses of the four pages."""
        form = self._form_view().as_view()
        return [
            path(f"{self.part}/", self._list_view().as_view(), name=self.part),
            path(f"{self.part}/new/", form, name=f"{self.one}-new"),
            path(f"{self.part}/<int:pk>/", form, name=f"{self.one}-edit"),
            path(f"{self.part}/<int:pk>/delete/", self._delete_view().as_view(), name=f"{self.one}-delete"),
        ]

    def _list_view(self) -> type[ListPage]:
        declared = {
            "permission_required": self.see,
            "export_permission": self.see,
            "create_permission": self.change,
            "title": self.title,
            "rows": self.list_rows or self.rows,
            "table_class": self.table,
            "search": self.search,
            "order_by": self.order_by,
            "create_page": self._page("new"),
            "empty_text": self.empty_text,
        }
        return self._view("List", self.list_page, declared)

    def _form_view(self) -> type[EntityFormView]:
        declared = {
            "permission_required": self.see,
            "permission_to_change": self.change,
            "title": self.record_title,
            "rows": self.rows,
            "form_class": self.form,
            "success_page": self._list_name,
            "cancel_page": self._list_name,
            "delete_page": self._page("delete"),
        }
        return self._view("Edit", self.form_page, declared)

    def _delete_view(self) -> type[RecordDeleteView]:
        declared = {
            "permission_required": self.change,
            "title": self.record_title,
            "rows": self.rows,
            "list_page": self._list_name,
            "document_page": self._page("edit"),
        }
        return self._view("Delete", RecordDeleteView, declared)

    def _view(self, ending: str, base: type[Any], declared: dict[str, Any]) -> type[Any]:
        about = {"model": self.model, "__module__": self.form.__module__, "__doc__": f"{base.__doc__} ({self.part})"}
        return type(f"{self.model.__name__}{ending}", (base,), declared | about)

    @property
    def _list_name(self) -> str:
        return f"{self.app}:{self.part}"

    def _page(self, action: str) -> str:
        return f"{self.app}:{self.one}-{action}"
