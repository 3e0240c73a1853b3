"""What happened to a record: the audit trail with old and new values, its documents, their delivery, and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.backoffice import registry
from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import StoryPart, TimelineEntry
from foundation.backoffice.formats import format_day, format_entry
from foundation.backoffice.models import Note
from foundation.backoffice.records import changes_of_parts, latest_changes
from foundation.backoffice.wordings import ICONS, wording
from foundation.batch.handlers import kinds_claiming
from foundation.batch.models import BatchRun, RunItem
from foundation.documents.models import Destination, Output
from foundation.documents.statuses import OutputState
from foundation.organization.access import Access
from foundation.organization.models import AuditEntry

SHOWN = 50
PAIR = 2
LINES = "lines"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FRACTION = re.compile(r"-?\d{1,20}\.\d{1,10}")
YES_OR_NO = {"True": gettext_lazy("Yes"), "False": gettext_lazy("No")}


def timeline_of(access: Access, record: Model) -> list[TimelineEntry]:
    """Return what happened to the record, latest first: a fixed number of statements."""
    entity = access.legal_entity
    own = StoryPart(record._meta.label_lower, [record.pk])
    parts = [own, *registry.story_for(own.model_label, record, access)]
    events = [_event(access, record, parts, entry) for entry in changes_of_parts(entity, parts)[:SHOWN]]
    notes = [TimelineEntry(note.at, str(note.user), _("Note"), note.text, icon="message") for note in Note.of(entity).about(record)[:SHOWN]]
    told = [*events, *notes, *_deliveries(access, parts), *_refusals(access, record)]
    return sorted(told, key=lambda entry: entry.at, reverse=True)[:SHOWN]


def last_change(access: Access, record: Model) -> tuple[str, list[tuple[str, str, str]]]:
    """Return who changed a record last, and what the user may see of it: label, old and new value."""
    entry = latest_changes(access.legal_entity, record).first()
    return (str(entry.user or _("System")), changes_in_words(type(record), _visible(access, entry))) if entry else ("–", [])


def _event(access: Access, record: Model, parts: Sequence[StoryPart], entry: AuditEntry) -> TimelineEntry:
    is_own = (entry.object_type, entry.object_id) == (record._meta.label_lower, record.pk)
    changes = changes_in_words(type(record), _visible(access, entry)) if is_own else []
    return TimelineEntry(
        entry.at,
        str(entry.user or _("System")),
        wording(entry.action),
        entry.reason,
        changes,
        ICONS.get(entry.action, "circle-check"),
        about="" if is_own else entry.object_label,
        url="" if is_own else _address(access, parts, entry),
    )


def _visible(access: Access, entry: AuditEntry) -> dict[str, Any]:
    """Return the changes of fields that the user may see."""
    hidden = registry.hidden_among(entry.object_type, entry.changes, access)
    return {name: values for name, values in entry.changes.items() if name not in hidden}


def _address(access: Access, parts: Sequence[StoryPart], entry: AuditEntry) -> str:
    page = next((part.page for part in parts if part.model_label == entry.object_type and part.page), "")
    try:
        return entity_url(access.legal_entity, page, pk=entry.object_id) if page else ""
    except NoReverseMatch:
        return ""


def _deliveries(access: Access, parts: Iterable[StoryPart]) -> list[TimelineEntry]:
    """Return the e-mails and printouts of the documents, one statement; archived files are no event."""
    wanted = [(part.papers, part.keys) for part in parts if part.papers and part.keys]
    return [_delivery(output) for output in Output.of(access.legal_entity).of_documents(wanted)[:SHOWN]] if wanted else []


def _refusals(access: Access, record: Model) -> list[TimelineEntry]:
    """Return why batch jobs could not process the record; a run is linked for those who may look at it."""
    kinds = kinds_claiming(record._meta.label_lower)
    items = list(RunItem.of(access.legal_entity).refusals_of(kinds, record.pk)[:SHOWN]) if kinds else []
    shown = BatchRun.of(access.legal_entity).visible_to(access).filter(pk__in={item.run_id for item in items})
    open_to_reader = set(shown.values_list("pk", flat=True)) if items else set()
    return [
        TimelineEntry(
            item.ended_at or item.run.planned_at,
            str(item.run.run_by),
            _("Not processed by a batch job"),
            item.message,
            icon="alert-triangle",
            about=str(item.run),
            url=entity_url(access.legal_entity, "batch:run", pk=item.run_id) if item.run_id in open_to_reader else "",
            tone="danger",
        )
        for item in items
    ]


def _delivery(output: Output) -> TimelineEntry:
    title, tone = {
        OutputState.DONE: (_("Sent by e-mail") if output.destination == Destination.EMAIL else _("Printed"), ""),
        OutputState.QUEUED: (_("On its way"), ""),
    }.get(OutputState(output.state), (_("Not delivered"), "danger"))
    icon = "mail" if output.destination == Destination.EMAIL else "printer"
    about = f"{output.get_document_type_display()} {output.number}"
    text = " · ".join(part for part in (output.sent_to or output.queue, str(output.problem)) if part)
    return TimelineEntry(output.finished_at or output.created_at, _("System"), title, text, icon=icon, about=about, tone=tone)


def changes_in_words(model: type[Model], changes: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return audited changes of a model's record as label, old and new value."""
    return [(label_of(model, name), *_old_and_new(values, _choices_of(model, name))) for name, values in changes.items()]


def _choices_of(model: type[Model], name: str) -> Mapping[str, Any]:
    """Return the words of a field's choices by what is kept of them; nothing for any other field."""
    with suppress(FieldDoesNotExist):
        return {str(kept): word for kept, word in getattr(model._meta.get_field(name), "flatchoices", ())}
    return {}


def label_of(model: type[Model], name: str) -> str:
    """Return a changed field in words; ``lines.3.unit_price`` is the unit price of line 3."""
    head, _dot, rest = name.partition(".")
    if head != LINES or not rest:
        return _field_label(model, name)
    number, _dot, field = rest.partition(".")
    line = _("Line %(number)s") % {"number": number}
    line_model = registry.line_model_of(model._meta.label_lower)
    if not field or line_model is None:
        return line
    label = _field_label(line_model, field)
    return f"{line}, {label[:1].lower()}{label[1:]}"


def _field_label(model: type[Model], name: str) -> str:
    for known in (name, name.removesuffix("_id")):  # government_id is a field, customer_id the column of one
        with suppress(FieldDoesNotExist):
            label = str(getattr(model._meta.get_field(known), "verbose_name", name))
            break
    else:
        label = name.replace("_", " ")
    return label[:1].upper() + label[1:]


def _old_and_new(values: Any, words: Mapping[str, Any]) -> tuple[str, str]:
    if isinstance(values, list) and len(values) == PAIR:
        return _word(values[0], words), _word(values[1], words)
    return "", _word(values, words)


def _word(value: Any, words: Mapping[str, Any]) -> str:
    """Return a value as people read it: one of a choice in its words."""
    return str(words[value]) if isinstance(value, str) and value in words else _text(value)


def _text(value: Any) -> str:
    """Return an audited value as people read it; the trail keeps days, amounts and yes or no as text."""
    text = "–" if value in (None, "", "None") else str(value)
    if text in YES_OR_NO:
        return str(YES_OR_NO[text])
    if DAY.fullmatch(text):
        with suppress(ValueError):
            return format_day(date.fromisoformat(text))
    return format_entry(Decimal(text)) if FRACTION.fullmatch(text) else text
