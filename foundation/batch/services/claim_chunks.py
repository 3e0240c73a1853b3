"""Take the oldest waiting chunk of a run; the claim commits before the work starts (reliability.md §6, 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from foundation.batch.models import BatchChunk, BatchRun, RunItem
from foundation.batch.statuses import ChunkStatus, RunStatus


@dataclass(frozen=True)
class Claim:
    """The right to post one chunk, until its lease lapses."""

    chunk_id: int
    run_id: int
    legal_entity_id: int
    key: UUID
    attempts: int


def claim_chunk(run_id: int) -> Claim | None:
    """Claim the oldest waiting chunk of a run; None when there is none or all its workers are busy.

    Counts the attempt, so that an object that kills its worker is found out.
    """
    with transaction.atomic(durable=True):
        run = (
            BatchRun.unscoped("a worker gets the number of a run")
            .filter(pk=run_id, status=RunStatus.EXECUTING)
            .select_related("job")
            .select_for_update(of=("self",), no_key=True)
            .first()
        )
        if run is None:
            return None
        chunks = BatchChunk.of(run.legal_entity_id).filter(run=run)
        now = timezone.now()
        if chunks.claimed().count() >= run.job.threads:
            return None
        chunk = chunks.claimable(now).select_for_update(of=("self",), no_key=True, skip_locked=True).first()
        if chunk is None:
            return None
        key = uuid4()
        lease = now + timedelta(seconds=settings.BATCH_CLAIM_LEASE_SECONDS)
        chunks.filter(pk=chunk.pk).update(
            status=ChunkStatus.CLAIMED, claimed_by=key, claimed_at=now, lease_until=lease, attempts=F("attempts") + 1
        )
        RunItem.of(run.legal_entity_id).filter(chunk=chunk).pending().order_by().update(attempts=F("attempts") + 1, started_at=now)
        BatchRun.of(run.legal_entity_id).filter(pk=run.pk).update(heartbeat_at=now)
    return Claim(chunk.pk, run.pk, run.legal_entity_id, key, chunk.attempts + 1)
