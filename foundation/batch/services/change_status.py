"""What people do with a job between its runs: start it, withhold it, let it wait again, cancel its run, remove it (invoicing.md 3.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from foundation.batch.bell import BELL
from foundation.batch.errors import NoFurtherDate
from foundation.batch.models import BatchJob, BatchRun, RunTrigger
from foundation.batch.services.authorise import check_runner
from foundation.batch.services.create_runs import Start, create_run
from foundation.batch.services.schedule import due
from foundation.batch.statuses import LIVE_RUNS, JobStatus, RunStatus, batch_job_states
from foundation.organization.models import User
from foundation.organization.services import audit

Result = TypeVar("Result")


def start_now(jobs: Iterable[BatchJob], *, user: User) -> list[BatchRun]:
    """Start jobs at once, outside their grid; a job that was to run once will not run again by itself.

    Raises JobStatusRefused (BAT-01) for a job that is executing and RunnerNotAuthorised (INV-303).
    """
    return [_changed(job, "start", user, _start) for job in jobs]


def withhold(jobs: Iterable[BatchJob], *, user: User) -> None:
    """Keep jobs from starting until they are set waiting again; raises JobStatusRefused (BAT-01)."""
    for job in jobs:
        _changed(job, "withhold", user, _withhold)


def wait(jobs: Iterable[BatchJob], *, user: User) -> None:
    """Let jobs start again: at their next date, or at the next tick when they run once. Also the retry after an error.

    Starts that passed meanwhile are left out. Raises JobStatusRefused (BAT-01) and NoFurtherDate (INV-305).
    """
    for job in jobs:
        _changed(job, "wait", user, _wait)


def cancel(jobs: Iterable[BatchJob], *, user: User) -> None:
    """Stop executing jobs after the chunks in hand; raises JobStatusRefused (BAT-01)."""
    for job in jobs:
        _changed(job, "cancel", user, _cancel)


def remove(jobs: Iterable[BatchJob], *, user: User) -> None:
    """Take jobs that rest, and do not wait for a start, off the list for good; their versions and runs stay, as posted history does.

    Raises JobStatusRefused (BAT-01).
    """
    for job in jobs:
        _changed(job, "remove", user, _remove)


def _changed(job: BatchJob, action: str, user: User, change: Callable[[BatchJob, datetime], Result]) -> Result:
    with transaction.atomic():
        locked = BatchJob.of(job.legal_entity_id).select_related("legal_entity", "run_by").locked().get(pk=job.pk)
        batch_job_states.check(action, locked)
        result = change(locked, timezone.now())
        audit.record(locked.legal_entity, user, f"batch.{action}", [locked])
    return result


def _start(job: BatchJob, now: datetime) -> BatchRun:
    check_runner(job.run_by, job.legal_entity, job.handler.permission)
    mine = BatchJob.of(job.legal_entity).filter(pk=job.pk)
    if job.repetition is None:
        mine.update(status=JobStatus.EXECUTING, next_run_at=None, due_at=None)
    elif job.status == JobStatus.WITHHOLD:
        mine.update(due_at=None)
    return create_run(job, Start(now, RunTrigger.PERSON), now)


def _withhold(job: BatchJob, now: datetime) -> None:
    BatchJob.of(job.legal_entity).filter(pk=job.pk).update(status=JobStatus.WITHHOLD)


def _remove(job: BatchJob, now: datetime) -> None:
    BatchJob.of(job.legal_entity).filter(pk=job.pk).update(status=JobStatus.REMOVED, next_run_at=None, due_at=None)


def _wait(job: BatchJob, now: datetime) -> None:
    repetition = job.repetition
    if repetition is not None:
        planned = repetition.next_after(now, job.occurrences)
    else:
        planned = max(job.next_run_at, now) if job.next_run_at else now
    if planned is None:
        raise NoFurtherDate()
    BatchJob.of(job.legal_entity).filter(pk=job.pk).update(status=JobStatus.WAITING, next_run_at=planned, due_at=due(job, planned, now))


def _cancel(job: BatchJob, now: datetime) -> None:
    runs = BatchRun.of(job.legal_entity).filter(job=job, status__in=LIVE_RUNS)
    live = runs.locked().first()
    if live is not None:
        runs.filter(pk=live.pk).update(status=RunStatus.CANCELING)
        BELL.ring_after_commit(live.pk)
    BatchJob.of(job.legal_entity).filter(pk=job.pk).update(status=JobStatus.CANCELING)
