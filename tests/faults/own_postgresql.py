"""A PostgreSQL of one test's own, which may be restarted while others' tests go on: a copy of the migrated test database."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from django.core.management import call_command
from django.db import connection

from config.embedded.postgresql import EmbeddedPostgresql

DATABASE = "faults"


def migrate_all() -> None:
    """Bring the database to the newest schema."""
    call_command("migrate", verbosity=0, interactive=False)


class OwnPostgresql(EmbeddedPostgresql):
    """Inside the block the test's connection leads to this server."""

    def __init__(self, folder: Path, *, migrate: Callable[[], None] = migrate_all) -> None:
        super().__init__(folder, durable=False)
        self._before: dict[str, Any] = {}
        self._migrate = migrate

    @property
    def address(self) -> str:
        """Return the DATABASE_URL for programs."""
        return self.url(DATABASE)

    def __enter__(self) -> Self:
        """Start the server and lead the connection to a migrated database on it."""
        self.start()
        self.ensure_database(DATABASE)
        connection.close()
        self._before = dict(connection.settings_dict)
        connection.settings_dict.update(HOST=str(self._socket_folder()), PORT="", USER="postgres", PASSWORD="", NAME=DATABASE)
        self._migrate()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        """Lead the connection back and stop the server."""
        connection.close()
        connection.settings_dict.update(self._before)
        self.stop()

    def restart(self) -> None:
        """Stop the server as a power cut does, without a word to anybody, and start it again."""
        running = self._running()
        assert running is not None
        os.kill(running, signal.SIGQUIT)
        while not self._gone(running):
            time.sleep(0.02)
        self._launch()
        with suppress(Exception):
            connection.close()
