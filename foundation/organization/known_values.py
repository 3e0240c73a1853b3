"""Fields with choices hold one of their choices, in every table (REL-4): a CHECK for each, derived from the models after every ``migrate``.

When the choices of a field change, its CHECK changes with the next ``migrate``; rows that hold another value stop it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models
from psycopg2.sql import SQL, Identifier, Literal

from foundation.organization.history_triggers import histories

PREFIX = "known_"
_LONGEST_NAME = 63
_PRESENT = """
    SELECT conrelid::regclass::text, conname, obj_description(pg_constraint.oid, 'pg_constraint') FROM pg_constraint
    WHERE contype = 'c' AND starts_with(conname, %s) AND connamespace = current_schema()::regnamespace
"""


@dataclass(frozen=True)
class KnownValues:
    """A column with the values that it may hold."""

    table: str
    column: str
    values: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the name of the constraint."""
        return f"{PREFIX}{self.column}_of_{self.table}"[:_LONGEST_NAME]

    @property
    def mark(self) -> str:
        """Return what tells this set of values from another one."""
        return "|".join(self.values)


def known_values() -> Iterator[KnownValues]:
    """Yield every column of text with choices; histories follow their tables and are left out."""
    following = histories()
    for model in apps.get_models():
        if model in following or not model._meta.managed or model._meta.proxy:
            continue
        for found in model._meta.local_concrete_fields:
            if isinstance(found, models.CharField) and found.choices:
                yield KnownValues(model._meta.db_table, str(found.column), _values(found))


def require_known_values(using: str = "default") -> None:
    """Add the constraints that are missing and replace those whose values have changed."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT, [PREFIX])
        present = {(table.strip('"'), name): mark for table, name, mark in cursor.fetchall()}
        for known in known_values():
            mark = present.get((known.table, known.name))
            if known.table in tables and mark != known.mark:
                _require(cursor, known, replace=mark is not None)


def _require(cursor: Any, known: KnownValues, *, replace: bool) -> None:
    """Add without looking at the rows, which takes a moment; then look at the rows, which keeps nobody from working."""
    names = {"table": Identifier(known.table), "name": Identifier(known.name)}
    values = SQL(", ").join([Literal(value) for value in known.values])
    drop = SQL("DROP CONSTRAINT {name}, ").format(**names) if replace else SQL("")
    check = SQL("ADD CONSTRAINT {name} CHECK ({column} IN ({values})) NOT VALID").format(
        **names, column=Identifier(known.column), values=values
    )
    cursor.execute(SQL("ALTER TABLE {table} ").format(**names) + drop + check)
    cursor.execute(SQL("ALTER TABLE {table} VALIDATE CONSTRAINT {name}").format(**names))
    cursor.execute(SQL("COMMENT ON CONSTRAINT {name} ON {table} IS {mark}").format(**names, mark=Literal(known.mark)))


def _values(found: Any) -> tuple[str, ...]:
    values = [str(value) for value, _label in found.flatchoices]
    default = str(found.get_default() or "")
    return tuple(sorted({*values, *([""] if found.blank or (found.has_default() and not default) else [])}))
