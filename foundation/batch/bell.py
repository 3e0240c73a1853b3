"""The doorbell: tells workers that a run has work. Nothing depends on a message arriving; the tick rings again."""

from __future__ import annotations

from functools import partial

from celery import current_app
from django.conf import settings
from django.db import transaction

WORK_TASK = "foundation.batch.tasks.work"


def ring(run_id: int, times: int = 1) -> None:
    """Ask for workers once the open transaction has committed; a broker that is away is logged and forgotten."""
    for _bell in range(times):
        transaction.on_commit(partial(_send, run_id), robust=True)


def _send(run_id: int) -> None:
    current_app.send_task(WORK_TASK, args=[run_id], expires=4 * settings.BATCH_TICK_SECONDS, retry=False)
