"""The tick's first half: claim due jobs and create their runs; any number of ticks at once do no harm (REL-9)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from foundation.batch.errors import KindGone, PreviousRunActive, RunnerNotAuthorised
from foundation.batch.models import BatchJob, BatchRun
from foundation.batch.services.authorise import check_runner
from foundation.batch.services.close_runs import publish_end
from foundation.batch.services.create_runs import Start, create_run
from foundation.batch.services.schedule import next_schedule
from foundation.batch.statuses import JobStatus, RunStatus
from foundation.errors import BusinessRuleError

MOST_PER_TICK = 200


def start_due_jobs() -> list[BatchRun]:
    """Start every job whose time has come and return the runs, skipped occurrences included."""
    runs: list[BatchRun] = []
    for _turn in range(MOST_PER_TICK):
        with transaction.atomic():
            now = timezone.now()
            due = BatchJob.unscoped("the tick starts the jobs of all legal entities").due(now)
            job = due.select_related("legal_entity", "run_by").select_for_update(of=("self",), no_key=True, skip_locked=True).first()
            if job is None:
                return runs
            run = _start(job, now)
            if run is not None:
                runs.append(run)
    return runs


def _start(job: BatchJob, now: datetime) -> BatchRun | None:
    """Give a locked due job its run, or move it to the next opening of its active window."""
    mine = BatchJob.of(job.legal_entity).filter(pk=job.pk)
    opens_at = job.window.opens_at(now) if job.window else now
    if opens_at > now:
        mine.update(due_at=opens_at)
        return None
    planned_at = job.next_run_at
    skipped = job.status == JobStatus.EXECUTING
    occurrences = job.occurrences if skipped else job.occurrences + 1
    next_run_at, due_at = next_schedule(job, now, occurrences)
    mine.update(next_run_at=next_run_at, due_at=due_at, occurrences=occurrences, status=JobStatus.EXECUTING)
    start = Start(planned_at or now)
    if skipped:
        return create_run(job, start, now, PreviousRunActive(), RunStatus.SKIPPED)
    refusal = _refusal(job)
    run = create_run(job, start, now, refusal)
    if refusal is not None:
        goes_on = job.continue_after_error and next_run_at is not None
        mine.update(status=JobStatus.WAITING if goes_on else JobStatus.ERROR)
        publish_end(run)
    return run


def _refusal(job: BatchJob) -> BusinessRuleError | None:
    try:
        check_runner(job.run_by, job.legal_entity, job.handler.permission)
    except (RunnerNotAuthorised, KindGone) as refusal:
        return refusal
    return None
