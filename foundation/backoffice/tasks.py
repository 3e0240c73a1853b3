"""Celery entry points of the back office: find, call one service, nothing else."""

from __future__ import annotations

from celery import shared_task

from foundation.backoffice.services.tidy_up import delete_old_one_time_keys


@shared_task(name="foundation.backoffice.tasks.tidy_up")
def tidy_up() -> None:
    """Delete the keys of forms that nobody will send again."""
    delete_old_one_time_keys()
