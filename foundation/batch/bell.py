"""The doorbell: tells workers that a run has work. Nothing depends on a message arriving; the tick rings again."""

from __future__ import annotations

import logging

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

WORK_TASK = "foundation.batch.tasks.work"


def ring(run_id: int, times: int = 1) -> None:
    """Ask for workers once the open transaction has committed; a broker that is away is logged and forgotten."""

    def send() -> None:  # a function, because Django names what failed by its __qualname__
        try:
            for _bell in range(times):
                current_app.send_task(WORK_TASK, args=[run_id], expires=4 * settings.BATCH_TICK_SECONDS, retry=False)
        except OperationalError:
            logger.info("The broker cannot be reached; the next tick rings for run %s", run_id)

    transaction.on_commit(send, robust=True)
