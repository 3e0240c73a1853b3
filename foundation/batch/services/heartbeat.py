"""A worker's sign of life while it posts a chunk: a thread that renews the lease on a connection of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from foundation.batch.models import BatchChunk, BatchRun
from foundation.batch.services.claim_chunks import Claim
from foundation.organization.scope import open_scope

logger = logging.getLogger(__name__)

LONGEST_INTERVAL_SECONDS = 30


@contextmanager
def beating(claim: Claim) -> Iterator[None]:
    """Renew the claim's lease in the background until the block ends."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(stop, claim), name=f"heartbeat-{claim.chunk_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(LONGEST_INTERVAL_SECONDS)


def beat(claim: Claim) -> None:
    """Renew the lease once; a chunk whose row is locked is being posted and needs no lease."""
    now = timezone.now()
    with transaction.atomic():
        mine = BatchChunk.of(claim.legal_entity_id).filter(pk=claim.chunk_id, claimed_by=claim.key).claimed()
        free = list(mine.locked_if_free().values_list("pk", flat=True))
        if free:
            lease = now + timedelta(seconds=settings.BATCH_CLAIM_LEASE_SECONDS)
            BatchChunk.of(claim.legal_entity_id).filter(pk__in=free).update(lease_until=lease)
    BatchRun.of(claim.legal_entity_id).live().filter(pk=claim.run_id).update(heartbeat_at=now)


def _beat_until(stop: threading.Event, claim: Claim) -> None:
    interval = min(LONGEST_INTERVAL_SECONDS, settings.BATCH_CLAIM_LEASE_SECONDS / 3)
    beaten = False
    open_scope(claim.legal_entity_id)  # for this thread alone
    while not stop.wait(interval):
        beaten = True
        try:
            beat(claim)
        except DatabaseError:
            logger.warning("The lease of chunk %s could not be renewed", claim.chunk_id, exc_info=True)
            connection.close()
    if beaten:
        connection.close()
