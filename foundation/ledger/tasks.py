"""Celery entry points of the ledger: find, call one function, nothing else."""

from __future__ import annotations

import logging

from celery import shared_task

from foundation.ledger.checks import violations

logger = logging.getLogger(__name__)


@shared_task(name="foundation.ledger.tasks.check_books")
def check_books() -> int:
    """Run every check of the books and log what breaks a guarantee; returns how much was found (REL-3)."""
    found = violations()
    for violation in found:
        logger.error("The books are wrong: %s: %s", violation.check, ", ".join(map(str, violation.detail)))
    return len(found)
