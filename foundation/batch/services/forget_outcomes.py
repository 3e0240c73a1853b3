"""Forget what became of single objects once it is old; runs with their counts stay for ever (invoicing.md 3.7)."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from foundation.batch.models import BatchChunk, BatchRun, RunItem

MOST_RUNS = 1000


def forget_outcomes() -> int:
    """Delete items and chunks of runs that ended longer ago than ``BATCH_HISTORY_DAYS``; returns how many runs were tidied."""
    before = timezone.now() - timedelta(days=settings.BATCH_HISTORY_DAYS)
    runs = BatchRun.unscoped("old outcomes of all legal entities are deleted").with_outcomes_older_than(before)[:MOST_RUNS]
    tidied = 0
    for run in runs:
        with transaction.atomic():
            RunItem.of(run.legal_entity_id).filter(run=run).delete()
            BatchChunk.of(run.legal_entity_id).filter(run=run).update(parent=None)
            BatchChunk.of(run.legal_entity_id).filter(run=run).delete()
        tidied += 1
    return tidied
