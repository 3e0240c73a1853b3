"""Celery entry points of the security room: find, call one service, nothing else."""

from __future__ import annotations

from celery import shared_task

from foundation.security.services import password_links, tidy_up


@shared_task(name="foundation.security.tasks.send_password_links")
def send_password_links() -> None:
    """Send the e-mails with which people set a password."""
    password_links.send_links()


@shared_task(name="foundation.security.tasks.tidy_up")
def delete_what_ended() -> None:
    """Delete sessions that are over and links nobody can use."""
    tidy_up.delete_what_ended()
