"""Copies rows many times over in SQL: every column as it stands, unless an expression says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models

Expressions = Mapping[str, str]


def execute(sql: str, parameters: Any = None) -> int:
    """Run one statement and return the number of rows that it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def read(sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def table_of(model: type[models.Model]) -> str:
    """Return the name of the table of a model."""
    return model._meta.db_table


def stored_fields(model: type[models.Model]) -> list[Any]:
    """Return the fields with a column that is written: generated ones are not."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def next_key(model: type[models.Model]) -> int:
    """Return the first key that is free."""
    return int(read(f"SELECT coalesce(max(id), 0) + 1 FROM {table_of(model)}")[0][0])


def copy(model: type[models.Model], source: str, expressions: Expressions) -> int:
    """Insert rows of a model from a FROM clause in which ``t`` is the row to copy; columns not named are copied."""
    columns = [field.column for field in stored_fields(model)]
    unknown = set(expressions) - set(columns)
    if unknown:
        raise LookupError(f"{model.__name__} has no column {', '.join(sorted(unknown))}")
    values = ", ".join(expressions.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    return execute(f"INSERT INTO {table_of(model)} ({names}) SELECT {values} FROM {source}")


def insert(model: type[models.Model], source: str, expressions: Expressions) -> int:
    """Insert rows of a model from a FROM clause; columns not named take what the model says."""
    values = dict(expressions)
    for field in stored_fields(model):
        if field.column not in values and not field.primary_key and field.db_default is models.NOT_PROVIDED:
            values[field.column] = _default(field)
    names = ", ".join(f'"{column}"' for column in values)
    return execute(f"INSERT INTO {table_of(model)} ({names}) SELECT {', '.join(values.values())} FROM {source}")


def _default(field: Any) -> str:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return "now()"
    value = field.get_default()
    with connection.cursor() as cursor:
        text: bytes | str = cursor.mogrify("%s", [field.get_db_prep_save(value, connection)])
    return text.decode() if isinstance(text, bytes) else text


def analyze(*tables: type[models.Model]) -> None:
    """Tell the planner of rows that are not committed yet; of these tables only, since catalogues stay locked until the end."""
    for model in tables:
        execute(f"ANALYZE {table_of(model)}")


def drop_indexes(tables: Iterable[str]) -> list[str]:
    """Drop the indexes that no constraint stands on, and return the statements that make them again."""
    names = ", ".join(f"'{table}'" for table in tables)
    rows = read(
        f"""
        SELECT x.indexrelid::regclass::text, pg_get_indexdef(x.indexrelid) FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid
        WHERE t.relname IN ({names}) AND NOT x.indisunique
            AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = x.indexrelid)
        """
    )
    for name, _statement in rows:
        execute(f"DROP INDEX {name}")
    return [str(statement) for _name, statement in rows]


def set_sequence(model: type[models.Model]) -> None:
    """Let the next key follow the highest that is there."""
    table = table_of(model)
    execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 1) FROM {table}))")
