"""``manage.py migrate`` beside a running installation: it never makes postings queue behind it (reliability.md §16)."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections

from foundation.database.quick_state import classes_kept
from foundation.database.retries import is_busy

LOCK_SECONDS = 3
PAUSE_SECONDS = 2
MOST_ATTEMPTS = 60


class Command(migrate.Command):
    """Waits three seconds for a lock, makes way for those who work, and comes again where it stopped."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Apply migrations; ends with an error when there was no moment for one of them."""
        connection = connections[options["database"]]
        limits = _limits(connection)
        try:
            for _attempt in range(MOST_ATTEMPTS):
                try:
                    _limit(connection, f"{LOCK_SECONDS}s", "0")
                    with classes_kept():
                        super().handle(*args, **options)
                except OperationalError as error:
                    if not is_busy(error):
                        raise
                    self.stdout.write(f"Somebody is in the way: {str(error).splitlines()[0]}. Coming again.")
                    time.sleep(PAUSE_SECONDS)
                else:
                    return
        finally:
            _limit(connection, *limits)
        raise CommandError(f"In {MOST_ATTEMPTS} attempts there was no moment for the next migration. What is applied stays applied.")


def _limits(connection: Any) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
        lock, statement = cursor.fetchone()
    return lock, statement


def _limit(connection: Any, lock: str, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false), set_config('statement_timeout', %s, false)", [lock, statement])
