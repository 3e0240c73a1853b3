"""What every end of a run has in common: the event, and the status that the job takes up."""

from __future__ import annotations

from foundation.batch.events import RunEnded
from foundation.batch.models import BatchJob, BatchRun
from foundation.batch.statuses import JobStatus, RunStatus
from foundation.events import publish

_JOB_AFTER = {RunStatus.ENDED: JobStatus.ENDED, RunStatus.ERROR: JobStatus.ERROR, RunStatus.CANCELLED: JobStatus.CANCELLED}


def publish_end(run: BatchRun) -> None:
    """Tell the apps above that a run is over, for alerts."""
    publish(RunEnded(run=run, alert=str(run.alert)))


def status_after(job: BatchJob, run_status: str) -> str:
    """Return the status a job takes when its run ends: waiting again when a next start is planned (invoicing.md 3.2).

    A job that was started by hand while it was withheld has a planned start but no due date, and is withheld again.
    """
    status = _JOB_AFTER[RunStatus(run_status)]
    goes_on = status == JobStatus.ENDED or (status == JobStatus.ERROR and job.continue_after_error)
    if not goes_on or job.next_run_at is None:
        return status
    return JobStatus.WITHHOLD if job.due_at is None else JobStatus.WAITING
