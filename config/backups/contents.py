"""What a database holds, so that a restored one can be compared: rows and checksum of every table, every trigger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

Contents = dict[str, Any]

_TABLES = "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname"
_TRIGGERS = """
    SELECT c.relname || '.' || t.tgname || ' ' || t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace ORDER BY 1
"""
_CONSTRAINTS = """
    SELECT c.relname || '.' || k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE c.relnamespace = 'public'::regnamespace AND k.contype IN ('c', 'u', 'p', 'f', 'x') AND k.convalidated ORDER BY 1
"""


def read_contents() -> Contents:
    """Return the row count and checksum of every table, and the names of all triggers and constraints.

    The checksum is a sum over the hashes of the rows as text, so it does not depend on their order.
    """
    with connection.cursor() as cursor:
        tables = {name: _sum_up(cursor, name) for name in _column(cursor, _TABLES)}
        return {"tables": tables, "triggers": _column(cursor, _TRIGGERS), "constraints": _column(cursor, _CONSTRAINTS)}


def differences(wanted: Contents, found: Contents) -> list[str]:
    """Return one sentence for everything in which a restored database is not what was backed up."""
    said = []
    for name, (rows, checksum) in sorted(wanted["tables"].items()):
        there = found["tables"].get(name)
        if there is None:
            said.append(f"The table {name} is missing.")
        elif there[0] != rows:
            said.append(f"The table {name} has {there[0]} rows instead of {rows}.")
        elif there[1] != checksum:
            said.append(f"The rows of the table {name} have changed.")
    for kind in ("triggers", "constraints"):
        said += [f"Of the {kind}, {name} is missing." for name in sorted(set(wanted[kind]) - set(found[kind]))]
    return said


def is_empty() -> bool:
    """Tell whether the database has no table."""
    with connection.cursor() as cursor:
        return not _column(cursor, _TABLES)


def _sum_up(cursor: Any, table: str) -> Sequence[Any]:
    name = connection.ops.quote_name(table)
    cursor.execute(f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {name} AS t")  # noqa: S608
    return list(cursor.fetchone())


def _column(cursor: Any, sql: str) -> list[str]:
    cursor.execute(sql)
    return [row[0] for row in cursor.fetchall()]
