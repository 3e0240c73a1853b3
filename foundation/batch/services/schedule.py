"""Where a job stands on its grid: the next planned start, and when the tick may start it. Reads and writes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from foundation.batch.models import BatchJob


def first_schedule(job: BatchJob, start_at: datetime | None, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return the next planned start of a new or changed job and when it is due; both None when there is none.

    A grid that began in the past goes on with its next start; what lies behind is not caught up.
    """
    repetition = job.repetition
    if repetition is None:
        planned: datetime | None = start_at or now
    else:
        planned = repetition.next_after(now - timedelta(microseconds=1), job.occurrences)
    return planned, due(job, planned, now)


def next_schedule(job: BatchJob, now: datetime, occurrences: int) -> tuple[datetime | None, datetime | None]:
    """Return the start that follows a planned one, leaving out everything up to now: missed starts are caught up by one."""
    repetition = job.repetition
    if repetition is None or job.next_run_at is None:
        return None, None
    planned = repetition.next_after(max(now, job.next_run_at), occurrences)
    return planned, due(job, planned, now)


def due(job: BatchJob, planned: datetime | None, now: datetime) -> datetime | None:
    """Return the first moment in the job's active window at or after a planned start and now."""
    if planned is None or job.window is None:
        return planned
    return job.window.opens_at(max(planned, now))
