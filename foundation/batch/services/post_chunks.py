"""Post a claimed chunk: claim check, documents and outcomes commit together (reliability.md §6, 3)."""

from __future__ import annotations

import pghistory
from django.utils import timezone

from foundation.batch.handlers import ChunkContext, ChunkItem, ItemResult
from foundation.batch.models import BatchChunk, BatchRun, RunItem
from foundation.batch.services.claim_chunks import Claim
from foundation.batch.services.outcomes import write_outcomes
from foundation.batch.statuses import ChunkStatus, Outcome, RunStatus
from foundation.database.retries import retried
from foundation.organization.scope import entity_scope
from foundation.organization.services import audit


def post_chunk(claim: Claim) -> bool:
    """Post the chunk in one transaction; False when the claim is no longer ours. Lets every exception of the handler through.

    Deadlocks and the like are tried again at once; a chunk whose commit was lost is found posted by its claim.
    """
    run = BatchRun.of(claim.legal_entity_id).for_display().get(pk=claim.run_id)
    origin = audit.origin.set("batch")
    try:
        with entity_scope(run.legal_entity), pghistory.context(user=run.run_by_id, batch_run=run.pk):
            return retried(_post, repeatable=True)(run, claim)
    finally:
        audit.origin.reset(origin)


def locked_chunk(claim: Claim) -> BatchChunk | None:
    """Lock the chunk and return it while the claim on it is still ours."""
    mine = BatchChunk.of(claim.legal_entity_id).filter(pk=claim.chunk_id, status=ChunkStatus.CLAIMED, claimed_by=claim.key)
    found: BatchChunk | None = mine.locked().first()
    return found


def _post(run: BatchRun, claim: Claim) -> bool:
    chunk = locked_chunk(claim)
    if chunk is None:
        return False
    items = list(RunItem.of(run.legal_entity_id).filter(chunk=chunk).pending())
    results = write_outcomes(items, run.job.handler.post(_context(run, items)))
    BatchChunk.of(run.legal_entity_id).filter(pk=chunk.pk).update(
        status=ChunkStatus.DONE, claimed_by=None, lease_until=None, done_at=timezone.now()
    )
    if run.job.stop_on_first_error and _any_failed(results):
        BatchRun.of(run.legal_entity_id).filter(pk=run.pk, status=RunStatus.EXECUTING).update(status=RunStatus.STOPPING)
    return True


def _context(run: BatchRun, items: list[RunItem]) -> ChunkContext:
    return ChunkContext(
        entity=run.legal_entity,
        user=run.run_by,
        job_id=run.job_id,
        run_id=run.pk,
        on_date=run.on_date,
        parameters=run.version.parameters,
        items=[ChunkItem(item.object_id, item.object_label, item.group_key) for item in items],
    )


def _any_failed(results: list[ItemResult]) -> bool:
    return any(result.outcome == Outcome.FAILED for result in results)
