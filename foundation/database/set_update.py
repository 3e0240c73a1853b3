"""Updates of many rows in one statement: UPDATE … FROM (VALUES …)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg2.extras import execute_values


def update_from_values(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    adding: Sequence[str] = (),
    touch: str = "",
) -> int:
    """Set the named fields of many rows at once and return how many rows changed.

    Each row holds the primary key and then one value per field of ``columns``. Fields named in ``adding`` are raised by the
    value instead of replaced, so that nothing is written back that was read earlier (reliability.md §3). ``touch`` names a
    timestamp field that gets the time of the transaction.
    """
    data = [tuple(row) for row in rows]
    if not data:
        return 0
    meta = model._meta
    fields: list[Any] = [meta.get_field(name) for name in columns]
    casts = [
        f"v.c{index}::{field.rel_db_type(connection) if field.is_relation else field.db_type(connection)}"
        for index, field in enumerate(fields)
    ]
    changes = [
        f'"{field.column}" = t."{field.column}" + {cast}' if field.name in adding else f'"{field.column}" = {cast}'
        for field, cast in zip(fields, casts, strict=True)
    ]
    if touch:
        stamp: Any = meta.get_field(touch)
        changes.append(f'"{stamp.column}" = now()')
    names = ", ".join(["id", *(f"c{index}" for index in range(len(fields)))])
    statement = f'UPDATE "{meta.db_table}" t SET {", ".join(changes)} FROM (VALUES %s) AS v ({names}) WHERE t.id = v.id::bigint'  # noqa: S608
    with connection.cursor() as cursor:
        execute_values(cursor.cursor, statement, data, page_size=len(data))
        return int(cursor.rowcount)
