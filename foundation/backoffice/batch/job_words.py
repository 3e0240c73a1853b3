"""A batch job as labelled values: what it does, when, for which documents, how."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Field
from foundation.backoffice.formats import format_count, format_moment
from foundation.batch.criteria_words import order_in_words, rows_in_words
from foundation.batch.models import BatchJob, BatchJobVersion, BatchRun
from foundation.batch.parameters import ParameterField, ParameterType

STARTS_SHOWN = 5


def what_fields(job: BatchJob, version: BatchJobVersion) -> list[Field]:
    """Return kind, people and version."""
    return [
        Field(_("Kind of job"), job.kind_label),
        Field(_("Runs as"), str(job.run_by)),
        Field(_("Made by"), str(job.created_by)),
        Field(_("Changed by"), str(version.created_by) if version.number > 1 else None),
        Field(_("Version"), job.version_number),
    ]


def when_fields(job: BatchJob) -> list[Field]:
    """Return rhythm and next starts."""
    words = job.recurrence_words
    starts = [format_moment(start) for start in job.next_starts(STARTS_SHOWN)]
    fields = [
        Field(_("Repeats"), words[:1].upper() + words[1:] or _("No: it runs once"), wide=True),
        Field(_("Next starts"), "\n".join(starts) or _("None planned"), wide=True),
    ]
    if job.window is not None:
        words = _("between %(begin)s and %(end)s") % {"begin": f"{job.active_from:%H:%M}", "end": f"{job.active_to:%H:%M}"}
        fields.append(Field(_("Starts only"), words))
    if job.recurrence:
        fields.append(Field(_("While a run is going on"), _("Skip the start") if job.overlap_policy == "skip" else _("Start afterwards")))
    return fields


def selection_fields(job: BatchJob, version: BatchJobVersion) -> list[Field]:
    """Return the selection in words, or how many objects were picked."""
    if version.picked:
        return [Field(_("Selection"), _("%(count)s picked by hand") % {"count": format_count(len(version.keys or ()))}, wide=True)]
    handler = job.known_handler
    known = handler.criteria_fields() if handler else ()
    fields = [Field(_("Selection"), "\n".join(rows_in_words(version.criteria, known)) or _("Everything that is ready"), wide=True)]
    if version.order_by:
        fields.append(Field(_("In order of"), order_in_words(version.order_by, known), wide=True))
    late = _("Anew for every run") if job.late_selection else _("%(count)s found when the job was saved")
    fields.append(Field(_("Looked for"), late % {"count": format_count(len(version.keys or ()))}, wide=True))
    if job.max_items:
        fields.append(Field(_("At most"), job.max_items))
    return fields


def setting_fields(job: BatchJob, version: BatchJobVersion) -> list[Field]:
    """Return the parameters of the kind, and how the room works on it."""
    return [
        *parameter_fields(job, version),
        Field(_("Priority"), job.get_priority_display()),
        Field(_("Workers"), job.threads),
        Field(_("Technical retries"), job.max_retries),
        Field(_("Stop on first error"), job.stop_on_first_error),
    ]


def parameter_fields(job: BatchJob, version: BatchJobVersion) -> list[Field]:
    """Return the parameters of the kind with their words."""
    handler = job.known_handler
    if handler is None:
        return [Field(name, value) for name, value in version.parameters.items()]
    known = handler.parameter_fields(job.legal_entity)
    return [Field(field.label, _parameter(field, version.parameters.get(field.name))) for field in known]


def run_fields(run: BatchRun) -> list[Field]:
    """Return what a run was started with."""
    handler = run.job.known_handler
    known = handler.criteria_fields() if handler else ()
    selection = "\n".join(rows_in_words(run.query_as_run, known))
    fields = [
        Field(_("Batch job"), str(run.job), url=entity_url(run.legal_entity, "batch:job", pk=run.job_id)),
        Field(_("Started by"), run.get_trigger_display()),
        Field(_("Ran as"), str(run.run_by)),
        Field(_("Changed by"), str(run.version.created_by) if run.version.number > 1 else None),
        Field(_("Day"), run.on_date),
        Field(_("Planned"), run.planned_at),
        Field(_("Started"), run.started_at),
        Field(_("Ended"), run.ended_at),
        Field(_("Version"), run.version.number),
    ]
    if run.rerun_of is not None:
        fields.append(Field(_("Rerun of"), str(run.rerun_of), url=entity_url(run.legal_entity, "batch:run", pk=run.rerun_of_id)))
    if selection:
        fields.append(Field(_("Selection"), selection, wide=True))
    return fields


def _parameter(field: ParameterField, value: Any) -> Any:
    if field.type == ParameterType.BOOLEAN:
        return bool(value)
    return field.words(value) if value not in (None, "") else None
