"""The tick's second half: find what died, and ring for everything that waits (reliability.md §6, 4 and 5)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from foundation.batch.bell import BELL
from foundation.batch.models import BatchChunk, BatchRun
from foundation.batch.services.give_back import Cause, put_back
from foundation.batch.statuses import STOPPED_RUNS, ChunkStatus, RunStatus

MOST_PER_SWEEP = 500


def sweep() -> int:
    """Put back every chunk whose worker gave no sign of life, ring for runs with work; returns how many chunks had lapsed."""
    lapsed = 0
    while lapsed < MOST_PER_SWEEP and _put_back_one():
        lapsed += 1
    ring_where_work_waits()
    return lapsed


def ring_where_work_waits() -> None:
    """Ring once per missing worker for every live run that has something to do, urgent jobs first."""
    now = timezone.now()
    ready = Q(chunks__status=ChunkStatus.WAITING) & (Q(chunks__not_before=None) | Q(chunks__not_before__lte=now))
    claimed = Q(chunks__status=ChunkStatus.CLAIMED)
    waiting = Q(chunks__status=ChunkStatus.WAITING)
    runs = BatchRun.unscoped("the tick rings for the runs of all legal entities").live().select_related("job")
    runs = runs.annotate(
        ready=Count("chunks", filter=ready), claimed=Count("chunks", filter=claimed), waiting=Count("chunks", filter=waiting)
    )
    to_select = set(runs.to_select(now).values_list("pk", flat=True))
    for run in runs.order_by("-job__priority", "pk"):
        if run.status == RunStatus.EXECUTING and run.ready:
            BELL.ring_after_commit(run.pk, times=min(run.ready, max(run.job.threads - run.claimed, 0)))
        elif run.status == RunStatus.SELECTING:
            BELL.ring_after_commit(run.pk, times=int(run.pk in to_select))
        elif not run.claimed and (run.status in STOPPED_RUNS or not run.waiting):
            BELL.ring_after_commit(run.pk)


def _put_back_one() -> bool:
    with transaction.atomic():
        lapsed = BatchChunk.unscoped("the sweep looks over all legal entities").lapsed(timezone.now())
        chunk = lapsed.select_for_update(of=("self",), no_key=True, skip_locked=True).first()
        if chunk is not None:
            put_back(chunk, Cause.WORKER_LOST)
    return chunk is not None
