"""Do something once per shown form: a second click, a reload or a second tab get the first outcome."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection

from foundation.backoffice.models import OneTimeKey
from foundation.database.retries import retried
from foundation.organization.models import User

_TAKE = "INSERT INTO backoffice_onetimekey (key, user_id, outcome, at) VALUES (%s, %s, '{}', now()) ON CONFLICT DO NOTHING"


def once(key: UUID, user: User, perform: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Perform in one transaction and return the outcome; for a key that was used before return its outcome and do nothing.

    The key is inserted first and in the same transaction: a second request waits for the first to end. When
    ``perform`` raises, the key is given back with everything else. Runs again from the start when the database breaks it
    off, so ``perform`` must read what it decides from. Raises RecordBusy.
    """
    return retried(_perform_once, repeatable=True)(key, user, perform)


def _perform_once(key: UUID, user: User, perform: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    if not _take(key, user):
        used = OneTimeKey.objects.select_for_update().get(key=key)
        if used.user_id != user.pk:
            raise PermissionDenied("The key belongs to somebody else")
        if used.outcome:
            return dict(used.outcome)
    outcome = perform()
    OneTimeKey.objects.filter(pk=key).update(outcome=outcome or {"done": True})
    return outcome


def _take(key: UUID, user: User) -> bool:
    """Write the key down, and tell whether nobody did before."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [key, user.pk])
        return bool(cursor.rowcount)


def outcome_of(key: str, user: User) -> dict[str, Any] | None:
    """Return what came of a key that the user used; None when there is no such key."""
    try:
        used = OneTimeKey.objects.filter(key=UUID(key), user=user).first()
    except ValueError:
        return None
    return dict(used.outcome) if used is not None and used.outcome else None
