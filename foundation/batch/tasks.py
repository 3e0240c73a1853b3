"""Celery entry points: the tick of beat, and the turn of a worker on a run."""

from __future__ import annotations

from celery import shared_task

from foundation.batch.services.forget_outcomes import forget_outcomes
from foundation.batch.services.start_runs import start_due_jobs
from foundation.batch.services.sweep import sweep
from foundation.batch.services.work import work_on


@shared_task
def tick() -> None:
    """Start what is due, find what died, ring for what waits."""
    start_due_jobs()
    sweep()


@shared_task
def forget_old_outcomes() -> None:
    """Delete what became of single objects of runs long ago."""
    forget_outcomes()


@shared_task
def work(run_id: int) -> None:
    """Work on a run for one turn; the message is only a bell and may come late, twice or never."""
    work_on(run_id)
