"""Celery entry points of the organization room: find, call one service, nothing else."""

from __future__ import annotations

from celery import shared_task

from foundation.organization.services import idempotency


@shared_task(name="foundation.organization.tasks.delete_old_idempotency_keys")
def delete_old_idempotency_keys() -> None:
    """Delete the idempotency keys whose week is over."""
    idempotency.delete_old_keys()
