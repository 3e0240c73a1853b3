"""Write a new run of a job whose row is locked: the one place where runs begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from foundation.batch.bell import BELL
from foundation.batch.models import BatchJob, BatchRun, RunTrigger
from foundation.batch.statuses import LIVE_RUNS, JobStatus, RunStatus
from foundation.errors import BusinessRuleError


@dataclass(frozen=True)
class Start:
    """Why and when a run begins: the planned instant, what made it start, and which run it repeats."""

    planned_at: datetime
    trigger: str = RunTrigger.SCHEDULE
    rerun_of: BatchRun | None = None


def create_run(job: BatchJob, start: Start, now: datetime, refusal: BusinessRuleError | None = None, status: str = "") -> BatchRun:
    """Write a run of a locked job and ring for workers; with a refusal the run is over as it begins.

    The date of the run is the legal entity's today, fixed here once. Sets the job's status unless the occurrence was skipped.
    """
    status = status or (RunStatus.SELECTING if refusal is None else RunStatus.ERROR)
    live = status in LIVE_RUNS
    version = start.rerun_of.version if start.rerun_of else job.current_version()
    run = BatchRun.of(job.legal_entity).create(
        legal_entity=job.legal_entity,
        job=job,
        run_no=job.run_count + 1,
        trigger=start.trigger,
        rerun_of=start.rerun_of,
        version=version,
        run_by=job.run_by,
        status=status,
        planned_at=start.planned_at,
        started_at=None if status == RunStatus.SKIPPED else now,
        heartbeat_at=now,
        ended_at=None if live else now,
        on_date=job.legal_entity.today(),
        code=refusal.code if refusal else "",
        params=refusal.params if refusal else {},
    )
    changes: dict[str, object] = {"run_count": run.run_no}
    if live:
        changes |= {"status": JobStatus.EXECUTING, "last_run": run}
        BELL.ring_after_commit(run.pk)
    elif status == RunStatus.ERROR:
        changes |= {"last_run": run}
    BatchJob.of(job.legal_entity).filter(pk=job.pk).update(**changes)
    return run
