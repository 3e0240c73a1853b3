"""What happened to a record: the audit trail with old and new values, and the notes people left."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.backoffice.documents import TimelineEntry
from foundation.backoffice.models import Note
from foundation.backoffice.records import latest_changes
from foundation.errors import Text
from foundation.organization.models import AuditEntry, LegalEntity

SHOWN = 50
WORDINGS: dict[str, Text] = {
    "created": gettext_lazy("Created"),
    "changed": gettext_lazy("Changed"),
    "deleted": gettext_lazy("Deleted"),
    "confirmed": gettext_lazy("Confirmed"),
    "cancelled": gettext_lazy("Cancelled"),
    "posted": gettext_lazy("Posted"),
    "imported": gettext_lazy("Imported"),
    "packing slip posted": gettext_lazy("Packing slip posted"),
    "invoice posted": gettext_lazy("Invoice posted"),
    "credit limit exceeded": gettext_lazy("Credit limit exceeded"),
    "hold set": gettext_lazy("Put on hold"),
    "hold released": gettext_lazy("Hold released"),
    "stock adjusted": gettext_lazy("Stock adjusted"),
    "batch.define": gettext_lazy("Created"),
    "batch.change": gettext_lazy("Changed"),
    "batch.start": gettext_lazy("Started by hand"),
    "batch.withhold": gettext_lazy("Paused"),
    "batch.wait": gettext_lazy("Resumed"),
    "batch.cancel": gettext_lazy("Run cancelled"),
    "batch.rerun": gettext_lazy("Failed documents done again"),
    "documents.print": gettext_lazy("Printed"),
    "documents.retry": gettext_lazy("Sent again"),
    "documents.mark_delivered": gettext_lazy("Marked as delivered"),
}
ICONS = {"created": "plus", "changed": "pencil", "deleted": "trash", "cancelled": "ban", "documents.print": "printer"}


def wording(action: str) -> str:
    """Return an audited action in words; an unknown one as it was written."""
    known = WORDINGS.get(action)
    return str(known) if known else _(action.rpartition(".")[2].replace("_", " ").capitalize())


def timeline_of(entity: LegalEntity, record: Model) -> list[TimelineEntry]:
    """Return what happened to the record, latest first: two statements."""
    events = [_event(record, entry) for entry in latest_changes(entity, record)[:SHOWN]]
    notes = [TimelineEntry(note.at, str(note.user), _("Note"), note.text, icon="message") for note in Note.of(entity).about(record)[:SHOWN]]
    return sorted([*events, *notes], key=lambda entry: entry.at, reverse=True)[:SHOWN]


def _event(record: Model, entry: AuditEntry) -> TimelineEntry:
    changes = [(_label(record, name), *_old_and_new(values)) for name, values in entry.changes.items()]
    icon = ICONS.get(entry.action, "circle-check")
    return TimelineEntry(entry.at, str(entry.user or _("System")), wording(entry.action), entry.reason, changes, icon)


def _label(record: Model, name: str) -> str:
    try:
        label = str(getattr(record._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:
        label = name.replace("_", " ")
    return label[:1].upper() + label[1:]


def _old_and_new(values: Any) -> tuple[str, str]:
    if isinstance(values, list) and len(values) == 2:
        return _text(values[0]), _text(values[1])
    return "", _text(values)


def _text(value: Any) -> str:
    return "–" if value in (None, "") else str(value)
