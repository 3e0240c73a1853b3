"""Make the file of an export: the list is read again, with the rights that its user has now."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from foundation.backoffice.errors import ExportNotAllowed
from foundation.backoffice.lists.export import MOST_SHEET_ROWS, csv_lines, write_xlsx
from foundation.backoffice.lists.listing import Listing
from foundation.backoffice.models import ExportFile
from foundation.backoffice.models.export_file import ExportState
from foundation.backoffice.models.notification import NotificationKind
from foundation.backoffice.notifications.notify import notify
from foundation.documents.models import OutboxMessage
from foundation.errors import Refusal
from foundation.organization.access import Access, access_for
from foundation.organization.services import audit

KEPT_DAYS = 7
MOST_ROWS = 1_000_000
_WHY_ALL = "Files whose days are over are deleted in all legal entities"


def make_export(message: OutboxMessage) -> None:
    """Write the file and tell its user; the outbox handler of kind "list_export", repeated without harm."""
    export = ExportFile.of(message.legal_entity).select_related("user", "legal_entity").filter(pk=message.object_id).first()
    if export is None or export.is_ready:
        return
    entity = export.legal_entity
    with override(export.user.language), timezone.override(ZoneInfo(entity.time_zone)):
        stored = _write(export, *_rows_of(export))
    with transaction.atomic():
        export.file = stored
        _finish(export, ExportState.READY)
        audit.record(entity, export.user, "lists.export", [export])
        url = f"/{entity.code}/exports/"
        notify(export.user, NotificationKind.EXPORT, _READY, url, entity=entity, params={"name": export.name}, tone="green")


def give_up_export(message: OutboxMessage, refusal: Refusal) -> None:
    """Say on an export, and to its user, that no worker made it."""
    export = ExportFile.of(message.legal_entity).select_related("user", "legal_entity").filter(pk=message.object_id).first()
    if export is None or export.is_ready:
        return
    _finish(export, ExportState.FAILED)
    text = _NOT_MADE if refusal.code == ExportNotAllowed.code else _FAILED
    url = f"/{export.legal_entity.code}/exports/"
    notify(export.user, NotificationKind.EXPORT, text, url, entity=export.legal_entity, params={"name": export.name}, tone="red")


_READY = _("%(name)s is ready to be downloaded.")
_NOT_MADE = _("%(name)s was not made: you may not export this list any more.")
_FAILED = _("%(name)s could not be made for a technical reason. Ask for it again.")


def delete_old_exports() -> None:
    """Delete the files that were asked for more than a week ago."""
    old = ExportFile.unscoped(_WHY_ALL).made_before(timezone.now() - timedelta(days=KEPT_DAYS))
    for export in old:
        if export.file:
            default_storage.delete(export.file)
    old.filter(pk__in=[export.pk for export in old]).delete()


def may_have(export: ExportFile, access: Access) -> bool:
    """Tell whether somebody may see and take away the list that a file was made of, now."""
    page: Any = resolve(export.path).func.view_class  # type: ignore[attr-defined]
    return access.may(page.permission_required) and access.may(page.export_permission)


def _rows_of(export: ExportFile) -> tuple[list[str], Iterator[list[Any]]]:
    """Return headings and rows as the list's page gives them; raises ExportNotAllowed (LST-04)."""
    access = access_for(export.user, export.legal_entity.code)
    match = resolve(export.path)
    page: Any = match.func.view_class()  # type: ignore[attr-defined]
    if access is None or not may_have(export, access):
        raise ExportNotAllowed(name=export.name)
    request: Any = HttpRequest()
    request.method, request.path, request.GET = "GET", export.path, QueryDict(export.query)
    request.user, request.entity, request.access = export.user, export.legal_entity, access
    request.resolver_match = match
    page.setup(request, **match.kwargs)
    listing = Listing(page, request, request.GET)
    most = MOST_SHEET_ROWS if export.format == "xlsx" else MOST_ROWS
    headings = page.table_class.exported_headings(listing.shown_columns)
    return headings, page.exported_rows(listing, listing.to_export(most))


def _write(export: ExportFile, headings: list[str], rows: Iterable[list[Any]]) -> str:
    """Write the file outside the web root under a random name, and note size and rows."""
    counted = _Counted(rows)
    with tempfile.TemporaryFile() as target:
        if export.format == "xlsx":
            write_xlsx(target, headings, counted)
        else:
            target.writelines(line.encode() for line in csv_lines(headings, counted))
        export.size, export.rows = target.tell(), counted.count
        target.seek(0)
        return default_storage.save(f"exports/{export.legal_entity.code}/{uuid4().hex}", File(target))


class _Counted:
    """Rows that are counted while they are written."""

    def __init__(self, rows: Iterable[list[Any]]) -> None:
        self.rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[list[Any]]:
        """Yield the rows."""
        for self.count, row in enumerate(self.rows, start=1):  # noqa: B020 -- counts as it goes
            yield row


def _finish(export: ExportFile, state: ExportState) -> None:
    export.state = state
    export.save(update_fields=["state", "file", "size", "rows"])
