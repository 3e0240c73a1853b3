"""Celery entry points of the webhooks room."""

from __future__ import annotations

from celery import shared_task

from foundation.webhooks.services import work_deliveries as service
from foundation.webhooks.services.publish import BELL


@shared_task(name="foundation.webhooks.tasks.work_deliveries")
def work_deliveries() -> None:
    """Call receivers for a short while; ring again when more is due, so that batches get their turn in between."""
    service.work_deliveries()
    if service.has_due():
        BELL.ring()


@shared_task(name="foundation.webhooks.tasks.forget_old_deliveries")
def forget_old_deliveries() -> None:
    """Delete what ended long ago from the log."""
    service.forget_old_deliveries()
