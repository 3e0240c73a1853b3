"""The files that a user asked for: their list, and the download of one's own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.exports.make import may_have
from foundation.backoffice.lists.columns import LinkColumn, MomentColumn, NumberColumn, StatusColumn, TextColumn
from foundation.backoffice.lists.table import ListTable
from foundation.backoffice.models import ExportFile
from foundation.backoffice.permissions import MEMBER
from foundation.backoffice.records import find
from foundation.backoffice.views.base import EntityView
from foundation.backoffice.views.list_page import ListPage
from foundation.documents.uploads import serve


class DownloadColumn(LinkColumn):
    """A link to the file once it is made."""

    def render(self, value: Any, record: Any, table: Any) -> str:
        """Return the link, or only the name."""
        return super().render(value, record, table) if record.is_ready else str(value)


class ExportTable(ListTable):
    """Files in the order in which they were asked for."""

    name = DownloadColumn(_("File"), page="backoffice:export")
    title = TextColumn(_("List"))
    state = StatusColumn(_("Status"), tones={"waiting": "blue", "ready": "green", "failed": "red"})
    rows_written = NumberColumn(_("Rows"), accessor="rows", order_by="rows")
    created_at = MomentColumn(_("Asked for"))


class ExportList(ListPage):
    """What the user asked for in this legal entity."""

    permission_required: ClassVar[str] = MEMBER
    title = _("My exports")
    model = ExportFile
    table_class = ExportTable
    order_by = "-pk"
    empty_text = _("A list that is too long to wait for is made in the background; its file then stands here for a week.")

    def get_rows(self) -> QuerySet[Any]:
        """Return the user's own files."""
        return ExportFile.of(self.entity).for_user(self.request.user)  # type: ignore[no-any-return]


class DownloadExport(EntityView):
    """The file itself, for who asked for it."""

    permission_required: ClassVar[str] = MEMBER

    def get(self, _request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Answer with the file; 404 for somebody else's, while it is being made, and when the list is no longer theirs to take away."""
        export = find(ExportFile.of(self.entity).for_user(self.request.user), int(kwargs["pk"]))
        if not export.is_ready or not may_have(export, self.request.access):
            raise Http404
        return serve(export)
