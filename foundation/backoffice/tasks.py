"""Celery entry points of the back office: find, call one service, nothing else."""

from __future__ import annotations

from celery import shared_task

from foundation.backoffice.exports.make import delete_old_exports
from foundation.backoffice.imports.steps import delete_old_imports
from foundation.backoffice.services.tidy_up import delete_old_one_time_keys


@shared_task(name="foundation.backoffice.tasks.tidy_up")
def tidy_up() -> None:
    """Delete the keys of forms that nobody will send again, and files whose days are over."""
    delete_old_one_time_keys()
    delete_old_exports()
    delete_old_imports()
