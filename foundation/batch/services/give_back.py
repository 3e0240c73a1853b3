"""What happens to a chunk that was not posted: halved, tried again later, or recorded as failed (reliability.md §6, 5 and 6)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.utils import timezone

from foundation.batch.models import BatchChunk, BatchJob, BatchRun, RunItem
from foundation.batch.services.claim_chunks import Claim
from foundation.batch.services.outcomes import fail_items
from foundation.batch.services.post_chunks import locked_chunk
from foundation.batch.statuses import ChunkStatus, RunStatus
from foundation.errors import BusinessRuleError, Refusal, TechnicalFailure

logger = logging.getLogger(__name__)

FIRST_WAIT_SECONDS = 5
WAIT_FACTOR = 1.6
LONGEST_WAIT_SECONDS = 300


class Cause(Enum):
    """Why a chunk was not posted."""

    WORKER_LOST = "its worker was lost"
    TRANSIENT = "the database was away, busy or deadlocked"
    WRITE_FAILED = "a write failed"


def give_back(claim: Claim, cause: Cause, refusal: BusinessRuleError | None = None) -> None:
    """Give back a chunk that this worker could not post; nothing happens when the claim is no longer ours."""
    with transaction.atomic(durable=True):
        chunk = locked_chunk(claim)
        if chunk is not None:
            put_back(chunk, cause, refusal)


def put_back(chunk: BatchChunk, cause: Cause, refusal: BusinessRuleError | None = None) -> None:
    """Halve a locked chunk of several groups; let a single group wait for its next attempt, or record it as failed."""
    items = list(RunItem.of(chunk.legal_entity_id).filter(chunk=chunk).pending())
    groups = list(dict.fromkeys(item.group_key for item in items))
    not_before = timezone.now() + timedelta(seconds=wait_seconds(chunk.attempts)) if cause == Cause.TRANSIENT else None
    if len(groups) > 1:
        _halve(chunk, items, groups, not_before)
        return
    limit = BatchJob.of(chunk.legal_entity_id).values_list("max_retries", flat=True).get(runs=chunk.run_id)
    if cause != Cause.WRITE_FAILED and chunk.attempts < limit:
        _close(chunk, ChunkStatus.WAITING, not_before)
        return
    _fail(chunk, items, cause, refusal)


def wait_seconds(attempts: int) -> int:
    """Return how long a chunk waits after its n-th attempt: 5, 8, 13, 20, 33 … seconds, at most 300."""
    return min(round(FIRST_WAIT_SECONDS * WAIT_FACTOR ** max(attempts - 1, 0)), LONGEST_WAIT_SECONDS)


def _halve(chunk: BatchChunk, items: Sequence[RunItem], groups: list[str], not_before: datetime | None) -> None:
    middle = len(groups) // 2
    halves = [set(groups[:middle]), set(groups[middle:])]
    children = BatchChunk.of(chunk.legal_entity_id).bulk_create(
        BatchChunk(legal_entity_id=chunk.legal_entity_id, run_id=chunk.run_id, sequence=chunk.sequence, parent=chunk, not_before=not_before)
        for _half in halves
    )
    for child, half in zip(children, halves, strict=True):
        keys = [item.pk for item in items if item.group_key in half]
        RunItem.of(chunk.legal_entity_id).filter(pk__in=keys).update(chunk=child)
    _close(chunk, ChunkStatus.SPLIT)


def _fail(chunk: BatchChunk, items: Sequence[RunItem], cause: Cause, refusal: BusinessRuleError | None) -> None:
    reference = f"{chunk.run_id}-{chunk.pk}"
    if refusal is None:
        logger.error("Batch run %s, chunk %s failed for good: %s", chunk.run_id, chunk.pk, cause.value)
    fail_items(items, [_why(chunk, item, reference, refusal) for item in items])
    _close(chunk, ChunkStatus.DONE)
    stops = BatchRun.of(chunk.legal_entity_id).filter(pk=chunk.run_id, job__stop_on_first_error=True, status=RunStatus.EXECUTING)
    stops.update(status=RunStatus.STOPPING)


def _why(chunk: BatchChunk, item: RunItem, reference: str, refusal: BusinessRuleError | None) -> Refusal:
    if refusal is not None:
        return refusal.as_refusal()
    return TechnicalFailure(n=chunk.attempts, order=item.object_label, ref=reference).as_refusal()


def _close(chunk: BatchChunk, status: str, not_before: datetime | None = None) -> None:
    BatchChunk.of(chunk.legal_entity_id).filter(pk=chunk.pk).update(
        status=status,
        claimed_by=None,
        lease_until=None,
        not_before=not_before,
        done_at=None if status == ChunkStatus.WAITING else timezone.now(),
    )
