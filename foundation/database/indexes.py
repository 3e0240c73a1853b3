"""Operations of migrations that make and drop indexes of filled tables while everybody works (reliability.md §16).

The migration says ``atomic = False``. An index whose making was broken off is left behind invalid: it is dropped and made anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres import operations
from django.db import models

_INVALID = "SELECT 1 FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relname = %s AND NOT indisvalid"


class AddIndexConcurrently(operations.AddIndexConcurrently):
    """Make an index; it waits for whoever is writing, and nobody waits for it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the index, after what an earlier attempt left of it is gone."""
        with patiently(schema_editor):
            drop_if_invalid(schema_editor, self.index)
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class RemoveIndexConcurrently(operations.RemoveIndexConcurrently):
    """Drop an index; it waits for whoever is reading, and nobody waits for it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the index."""
        with patiently(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)


@contextmanager
def patiently(schema_editor: Any) -> Iterator[None]:
    """Wait for others as long as it takes: making an index concurrently keeps nobody from anything."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        [usual] = cursor.fetchone()
        cursor.execute("SET lock_timeout = 0")
        yield
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [usual])


def drop_if_invalid(schema_editor: Any, index: models.Index) -> None:
    """Drop an index of this name that is not valid."""
    quoted = schema_editor.quote_name(index.name)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_INVALID, [index.name])
        if cursor.fetchone():
            cursor.execute(f"DROP INDEX CONCURRENTLY {quoted}")
