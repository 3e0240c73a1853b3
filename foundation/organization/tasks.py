"""Celery entry points of the organization room: find, call one service, nothing else."""

from __future__ import annotations

from celery import shared_task

from foundation.organization.services import idempotency
from foundation.organization.services.seal_audit import seal_days
from foundation.organization.services.verify_audit import report


@shared_task(name="foundation.organization.tasks.delete_old_idempotency_keys")
def delete_old_idempotency_keys() -> None:
    """Delete the idempotency keys whose week is over."""
    idempotency.delete_old_keys()


@shared_task(name="foundation.organization.tasks.seal_audit_trail")
def seal_audit_trail() -> int:
    """Seal the days of the audit trail that are over, prove all earlier ones, and return how much was found (REL-16)."""
    seal_days()
    return len(report())
