"""The steps of an import in the browser; a large file is checked and imported by a worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from foundation.backoffice.errors import ImportAtWork, NoSuchRows
from foundation.backoffice.imports.kinds import ImportKind, import_kind
from foundation.backoffice.imports.reports import as_data
from foundation.backoffice.imports.row_numbers import read_row_numbers
from foundation.backoffice.models import ImportFile
from foundation.backoffice.models.import_file import ImportState
from foundation.backoffice.models.notification import NotificationKind
from foundation.backoffice.notifications.notify import notify
from foundation.documents.errors import UploadNotAllowed
from foundation.documents.models import OutboxMessage
from foundation.documents.services.outbox import OutboxItem, enqueue
from foundation.documents.uploads import Uploaded, accept, discard
from foundation.errors import BusinessRuleError, Refusal
from foundation.imports.columns import guess_columns
from foundation.imports.running import ImportMode, ImportOptions, run_import
from foundation.imports.sheets import Sheet, read_sheet
from foundation.organization.access import Access, access_for
from foundation.organization.errors import PermissionMissing
from foundation.organization.models import LegalEntity
from foundation.organization.services import audit

KIND = "import_file"
MOST_AT_ONCE = 1_000
KEPT_DAYS = 30
ENDINGS = (".csv", ".xlsx")
_WHY_ALL = "Uploaded files whose days are over are deleted in all legal entities"


def upload(access: Access, kind: ImportKind, uploaded: Uploaded) -> ImportFile:
    """Keep a file and guess what its headings stand for: as the user last said for the same headings, else by their words.

    Raises the refusals of ``accept`` and of ``read_sheet``.
    """
    if PurePath(uploaded.name or "").suffix.lower() not in ENDINGS:
        raise UploadNotAllowed(name=uploaded.name or "", kinds=", ".join(ENDINGS))
    entity, user = access.legal_entity, access.user
    stored = accept(entity, uploaded)
    try:
        sheet = read_sheet(_content(stored.file), stored.name)
    except BusinessRuleError:
        discard(stored.file)
        raise
    headings = [heading[:200] for heading in sheet.headings]
    known = ImportFile.of(entity).remembered_mapping(user, kind.key, headings)
    made: ImportFile = ImportFile.of(entity).create(
        legal_entity=entity,
        user=user,
        kind=kind.key,
        headings=headings,
        row_count=len(sheet.rows),
        mapping=known or guess_columns(headings, kind.make_importer(access).columns),
        name=stored.name,
        file=stored.file,
        content_type=stored.content_type,
        size=stored.size,
        sha256=stored.sha256,
    )
    return made


def check(record: ImportFile, mapping: Mapping[str, str], mode: str, date_order: str) -> None:
    """Say what importing would do, row by row, and change nothing; a large file is checked by a worker.

    Raises ImportAtWork (LST-06) while a worker has the file, and what ``map_columns`` raises.
    """
    if record.is_at_work or record.state == ImportState.DONE:
        raise ImportAtWork(name=record.name)
    record.mapping, record.mode, record.date_order = dict(mapping), mode, date_order
    record.report, record.state = {}, ImportState.CHECKING
    _work_or_queue(record)


def take(record: ImportFile, chosen_rows: str) -> None:
    """Import all rows that can be, or the chosen ones such as ``2-40, 57``; a large file is imported by a worker.

    Raises ImportAtWork (LST-06) when it was imported already, NoSuchRows (LST-05) for what names no rows.
    """
    read_row_numbers(chosen_rows)
    with transaction.atomic():
        free = ImportFile.of(record.legal_entity).filter(pk=record.pk, state=ImportState.CHECKED)
        if not free.update(state=ImportState.IMPORTING, chosen_rows=chosen_rows):
            raise ImportAtWork(name=record.name)
        record.refresh_from_db()
        _work_or_queue(record)


def work_import(message: OutboxMessage) -> None:
    """Check or import a large file and tell its user; the outbox handler of kind "import_file", repeated without harm."""
    record = ImportFile.of(message.legal_entity).select_related("user").filter(pk=message.object_id).first()
    if record is None or not record.is_at_work:
        return
    with override(record.user.language):
        _work(record)
    _tell(record, _TEXTS[record.state], "green")


def give_up_import(message: OutboxMessage, refusal: Refusal) -> None:
    """Say on an import, and to its user, why a worker did not check or import it; nothing of it was saved, it may be repeated."""
    record = ImportFile.of(message.legal_entity).select_related("user").locked().filter(pk=message.object_id).first()
    if record is None or not record.is_at_work:
        return
    record.report = {"problem": {"code": refusal.code, "params": dict(refusal.params)}}
    record.state = ImportState.FAILED
    record.save(update_fields=["report", "state"])
    _tell(record, _WENT_WRONG, "red")


def _tell(record: ImportFile, text: Any, tone: str) -> None:
    url = f"/{record.legal_entity.code}/imports/{record.pk}/"
    notify(record.user, NotificationKind.IMPORT, text, url, entity=record.legal_entity, params={"name": record.name}, tone=tone)


_TEXTS: dict[str, Any] = {
    ImportState.CHECKED: _("%(name)s is checked: look at what importing it would do."),
    ImportState.DONE: _("%(name)s is imported."),
}
_WENT_WRONG = _("%(name)s could not be imported.")


def delete_old_imports() -> None:
    """Delete uploaded files, and what was said of them, after a month."""
    old = list(ImportFile.unscoped(_WHY_ALL).made_before(timezone.now() - timedelta(days=KEPT_DAYS)))
    for record in old:
        for file in filter(None, [record.file, record.report.get("error_file")]):
            discard(file)
    ImportFile.unscoped(_WHY_ALL).filter(pk__in=[record.pk for record in old]).delete()


def sheet_of(record: ImportFile) -> Sheet:
    """Return the rows of the uploaded file."""
    return read_sheet(_content(record.file), record.name)


def _work_or_queue(record: ImportFile) -> None:
    if record.row_count > MOST_AT_ONCE:
        with transaction.atomic():
            record.save()
            enqueue(record.legal_entity, [OutboxItem(KIND, "import", record.pk, record.name[:30])])
        return
    _work(record)


def _work(record: ImportFile) -> None:
    """Check or import, as the state says, in one transaction with what is said of it."""
    entity, kind = record.legal_entity, import_kind(record.kind)
    access = access_for(record.user, entity.code)
    if access is None or not access.may(kind.permission):
        raise PermissionMissing(entity=entity, permission=kind.permission)
    importing = record.state == ImportState.IMPORTING
    token = audit.origin.set("import")
    try:
        with transaction.atomic():
            held = ImportFile.of(entity).filter(pk=record.pk).locked().first()
            if held is not None and held.state != record.state and held.state == ImportState.FAILED:
                raise ImportAtWork(name=record.name)  # it was given up meanwhile: whoever comes back too late changes nothing
            report = run_import(_chosen(record, importing), kind.make_importer(access), _options(record, importing))
            record.report = as_data(report) | {"error_file": _error_file(entity, report)}
            record.state = ImportState.DONE if importing else ImportState.CHECKED
            record.save()
    finally:
        audit.origin.reset(token)


def _options(record: ImportFile, importing: bool) -> ImportOptions:
    return ImportOptions(ImportMode(record.mode), dry_run=not importing, mapping=record.mapping, date_order=record.date_order)


def _chosen(record: ImportFile, importing: bool) -> Sheet:
    sheet = sheet_of(record)
    if not importing or not record.chosen_rows.strip():
        return sheet
    wanted = read_row_numbers(record.chosen_rows)
    rows = [row for row in sheet.rows if any(first <= row.number <= last for first, last in wanted)]
    if not rows:
        raise NoSuchRows(rows=record.chosen_rows)
    return replace(sheet, rows=rows)


def _error_file(entity: LegalEntity, report: Any) -> str:
    """Keep the refused rows with their reasons, blank when there are none."""
    if not report.rows_with_errors():
        return ""
    content = ContentFile(report.error_file().encode("utf-8-sig"))
    return default_storage.save(f"uploads/{entity.code}/{entity.today():%Y/%m}/refused-rows", content)


def _content(file: str) -> bytes:
    with default_storage.open(file) as opened:
        return bytes(opened.read())
