"""Define and change batch jobs; every change of parameters or selection makes a new version (invoicing.md 3.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.batch.criteria import Criteria
from foundation.batch.errors import AppliesFromNextRun, LateSelectionRequired, ListNeedsNoLateSelection, NoFurtherDate, QueryFieldGone
from foundation.batch.handlers import handler_for
from foundation.batch.models import BatchJob, BatchJobVersion, OverlapPolicy, Priority
from foundation.batch.parameters import clean_parameters
from foundation.batch.recurrence import Recurrence
from foundation.batch.services.authorise import check_runner
from foundation.batch.services.schedule import first_schedule
from foundation.batch.services.select_items import found_keys
from foundation.batch.statuses import LIVE_JOBS, JobStatus, batch_job_states
from foundation.errors import Refusal
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit

_PLAIN_FIELDS = (
    "kind",
    "description",
    "run_by",
    "late_selection",
    "priority",
    "active_from",
    "active_to",
    "overlap_policy",
    "continue_after_error",
    "max_retries",
    "stop_on_first_error",
    "max_items",
    "threads",
)


@dataclass(frozen=True)
class JobDefinition:
    """What a person decides about a job. Without recurrence it runs once: at ``start_at``, or at once when that is None.

    ``criteria`` are rows of {field, operator, values}; ``order_by`` names criteria fields, ``-`` for descending. Without
    late selection the objects found while defining are kept as a list, or ``keys`` when a person picked them.
    ``withhold`` keeps the job from starting.
    """

    kind: str
    description: str
    run_by: User
    parameters: Mapping[str, Any] = field(default_factory=dict)
    criteria: Sequence[Mapping[str, Any]] = ()
    order_by: Sequence[str] = ()
    keys: Sequence[int] | None = None
    recurrence: Recurrence | None = None
    start_at: datetime | None = None
    late_selection: bool = True
    withhold: bool = False
    priority: int = Priority.NORMAL
    active_from: time | None = None
    active_to: time | None = None
    overlap_policy: str = OverlapPolicy.SKIP
    continue_after_error: bool = True
    max_retries: int = 5
    stop_on_first_error: bool = False
    max_items: int = 0
    threads: int = 4
    alerts: Mapping[str, Any] = field(default_factory=dict)

    def job_fields(self) -> dict[str, Any]:
        """Return what stands on the job itself."""
        return {name: getattr(self, name) for name in _PLAIN_FIELDS} | {
            "recurrence": self.recurrence.as_json() if self.recurrence else None,
            "alerts": dict(self.alerts),
        }


def define_job(entity: LegalEntity, definition: JobDefinition, *, user: User) -> BatchJob:
    """Create a job, waiting for its first start unless it is withheld.

    Raises LateSelectionRequired (INV-302), RunnerNotAuthorised (INV-303), QueryFieldGone (INV-304), CriterionNotValid
    (BAT-02), NoFurtherDate (INV-305), ParameterNotValid (BAT-08), ParameterUnknown (BAT-10),
    ListNeedsNoLateSelection (BAT-09) and what the handler refuses.
    """
    criteria, parameters = _check(entity, definition)
    with transaction.atomic():
        job = BatchJob(legal_entity=entity, created_by=user, status=JobStatus.WITHHOLD, **definition.job_fields())
        next_run_at, due_at = first_schedule(job, definition.start_at, timezone.now())
        if next_run_at is None:
            raise NoFurtherDate()
        job.next_run_at, job.due_at = next_run_at, due_at
        job.status = JobStatus.WITHHOLD if definition.withhold else JobStatus.WAITING
        job.save(force_insert=True)
        _add_version(job, replace(definition, parameters=parameters), criteria, user)
        audit.record(entity, user, "batch.define", [job])
    return job


def change_job(job: BatchJob, definition: JobDefinition, *, user: User, restart_counting: bool = False) -> tuple[BatchJob, list[Refusal]]:
    """Change a job and return it with what the user should know (INV-307 while it is executing).

    The counter of an end after n occurrences goes on unless ``restart_counting``. Raises as ``define_job`` does, and BAT-01 for a
    job that was removed.
    """
    criteria, parameters = _check(job.legal_entity, definition)
    with transaction.atomic():
        locked = BatchJob.of(job.legal_entity).locked().get(pk=job.pk)
        batch_job_states.check("change", locked)
        fields = definition.job_fields() | {"version_number": locked.version_number + 1}
        if restart_counting:
            fields["occurrences"] = 0
        changes = _changes(locked, fields)
        for name, value in fields.items():
            setattr(locked, name, value)
        if changes.keys() & {"recurrence", "active_from", "active_to", "occurrences"} or definition.start_at is not None:
            locked.next_run_at, locked.due_at = first_schedule(locked, definition.start_at, timezone.now())
            if locked.status == JobStatus.WAITING and locked.next_run_at is None:
                raise NoFurtherDate()
        locked.save()
        _add_version(locked, replace(definition, parameters=parameters), criteria, user)
        audit.record(job.legal_entity, user, "batch.change", [locked], changes={locked.pk: changes})
    return locked, [AppliesFromNextRun().as_refusal()] if locked.status in LIVE_JOBS else []


def definition_of(job: BatchJob) -> JobDefinition:
    """Return a job's present definition: the start of a change or of a copy."""
    version = job.current_version()
    return JobDefinition(
        **{name: getattr(job, name) for name in _PLAIN_FIELDS},
        alerts=job.alerts,
        parameters=version.parameters,
        criteria=version.criteria,
        order_by=version.order_by,
        keys=version.keys if version.picked else None,
        recurrence=job.repetition,
        withhold=job.status == JobStatus.WITHHOLD,
    )


def _check(entity: LegalEntity, definition: JobDefinition) -> tuple[Criteria, dict[str, Any]]:
    """Return selection and parameters as they are stored."""
    handler = handler_for(definition.kind)
    criteria = Criteria.parse(definition.criteria, handler.criteria_fields())
    for name in definition.order_by:
        if name.removeprefix("-") not in criteria.fields:
            raise QueryFieldGone(name=name.removeprefix("-"))
    if definition.recurrence is not None and not definition.late_selection:
        raise LateSelectionRequired()
    if definition.keys is not None and definition.late_selection:
        raise ListNeedsNoLateSelection()
    check_runner(definition.run_by, entity, handler.permission)
    parameters = clean_parameters(handler.parameter_fields(entity), definition.parameters)
    handler.check_parameters(entity, parameters)
    return criteria, parameters


def _add_version(job: BatchJob, definition: JobDefinition, criteria: Criteria, user: User) -> None:
    entity, keys = job.legal_entity, definition.keys
    if not definition.late_selection and keys is None:
        keys = found_keys(entity, definition.kind, definition.parameters, criteria, definition.order_by)
    BatchJobVersion.of(entity).create(
        legal_entity=entity,
        job=job,
        number=job.version_number,
        parameters=dict(definition.parameters),
        criteria=criteria.as_json(),
        order_by=list(definition.order_by),
        keys=None if keys is None else list(keys),
        picked=definition.keys is not None,
        created_by=user,
    )


def _changes(job: BatchJob, fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    before = {name: getattr(job, name) for name in fields}
    plain = (str, int, bool, type(None), dict, list)
    return {
        name: [old if isinstance(old, plain) else str(old), new if isinstance(new, plain) else str(new)]
        for name, old in before.items()
        if old != (new := fields[name])
    }
