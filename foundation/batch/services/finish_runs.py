"""End a run when nothing of it is open any more: counts, closing work, the job's next status (invoicing.md 3.2, 3.5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.batch.handlers import FinishedRun
from foundation.batch.models import BatchChunk, BatchClaim, BatchJob, BatchRun, RunItem
from foundation.batch.services.close_runs import publish_end, status_after
from foundation.batch.services.outcomes import as_json
from foundation.batch.statuses import STOPPED_RUNS, ChunkStatus, Outcome, RunStatus
from foundation.errors import BusinessRuleError, Refusal
from foundation.organization.scope import entity_scope

_FINAL = {RunStatus.EXECUTING: RunStatus.ENDED, RunStatus.STOPPING: RunStatus.ERROR, RunStatus.CANCELING: RunStatus.CANCELLED}


def finish_if_done(run: BatchRun) -> bool:
    """End the run when no chunk is open, or when it was stopped and no chunk is in a worker's hands; tell whether it ended."""
    with entity_scope(run.legal_entity), transaction.atomic():
        job, locked = _locked(run)
        if locked is None or locked.status not in _FINAL or _has_work(locked):
            return False
        locked.job = job
        notices = job.handler.finish(_finished(locked)) if locked.status == RunStatus.EXECUTING else ()
        _end(job, locked, _FINAL[RunStatus(locked.status)], notices)
    return True


def break_run(run: BatchRun, refusal: BusinessRuleError) -> bool:
    """End a run in Error whose selection or closing work cannot be done; tell whether it was still live."""
    with entity_scope(run.legal_entity), transaction.atomic():
        job, locked = _locked(run)
        if locked is None:
            return False
        locked.job = job
        _end(job, locked, RunStatus.ERROR, (), refusal)
    return True


def _locked(run: BatchRun) -> tuple[BatchJob, BatchRun | None]:
    """Lock job and run, in this order everywhere."""
    job = BatchJob.of(run.legal_entity_id).select_related("legal_entity").locked().get(pk=run.job_id)
    live = BatchRun.of(run.legal_entity_id).select_related("legal_entity", "run_by", "version").live()
    return job, live.locked().filter(pk=run.pk).first()


def _has_work(run: BatchRun) -> bool:
    chunks = BatchChunk.of(run.legal_entity_id).filter(run=run)
    return (chunks.claimed() if run.status in STOPPED_RUNS else chunks.open()).exists()


def _finished(run: BatchRun) -> FinishedRun:
    return FinishedRun(run.legal_entity, run.run_by, run.pk, run.on_date, run.version.parameters, run.counts())


def _end(job: BatchJob, run: BatchRun, status: str, notices: Iterable[Refusal], refusal: BusinessRuleError | None = None) -> None:
    now = timezone.now()
    entity_id = run.legal_entity_id
    BatchChunk.of(entity_id).filter(run=run).open().update(status=ChunkStatus.CANCELLED, claimed_by=None, lease_until=None, done_at=now)
    items = RunItem.of(entity_id).filter(run=run)
    items.filter(outcome=Outcome.PENDING).update(outcome=Outcome.NOT_PROCESSED, ended_at=now)
    BatchClaim.of(entity_id).filter(run=run).delete()
    counts = items.count_by_outcome()
    changes: dict[str, Any] = {
        "status": status,
        "ended_at": now,
        "heartbeat_at": now,
        "posted": counts[Outcome.POSTED],
        "failed": counts[Outcome.FAILED],
        "skipped": counts[Outcome.SKIPPED],
        "not_processed": counts[Outcome.NOT_PROCESSED],
        "warnings": items.exclude(warnings=[]).count(),
        "notices": [*run.notices, *(as_json(notice) for notice in notices)],
        "code": refusal.code if refusal else "",
        "params": refusal.params if refusal else {},
    }
    BatchRun.of(entity_id).filter(pk=run.pk).update(**changes)
    BatchJob.of(entity_id).filter(pk=job.pk).update(status=status_after(job, status))
    for name, value in changes.items():
        setattr(run, name, value)
    publish_end(run)
