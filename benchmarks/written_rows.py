"""The rows that a posting wrote, and two other ways to write the very same rows: INSERT … SELECT, and one save() per row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

SHADOW = "shadow"
BOOKKEEPING = ("batch", "pghistory", "contenttypes", "auth", "sessions")
Marks = dict[str, int]


def posting_models() -> list[type[models.Model]]:
    """Return every model with a counted key, those that others point at first."""
    known = [model for model in apps.get_models(include_auto_created=True) if model._meta.pk.column == "id"]
    known = [model for model in known if model._meta.app_label not in BOOKKEEPING and model._meta.managed and not model._meta.proxy]
    ranked: list[type[models.Model]] = []
    for model in known:
        _rank(model, set(known), ranked, set())
    return ranked


def _rank(model: type[models.Model], known: set[type[models.Model]], ranked: list[type[models.Model]], seen: set[Any]) -> None:
    if model in ranked or model in seen or model not in known:
        return
    seen.add(model)
    for known_field in model._meta.concrete_fields:
        if known_field.is_relation and isinstance(known_field.related_model, type):
            _rank(known_field.related_model, known, ranked, seen)
    ranked.append(model)


def marks() -> Marks:
    """Return the largest key of every table."""
    names = [model._meta.db_table for model in posting_models()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', coalesce(max(id), 0) FROM {name}" for name in names))
        return dict(cursor.fetchall())


@dataclass
class WrittenRows:
    """What was inserted between marks, transaction by transaction."""

    steps: list[Marks] = field(default_factory=list)

    def note(self) -> None:
        """Remember how far the tables are filled now."""
        self.steps.append(marks())

    @property
    def tables(self) -> list[type[models.Model]]:
        """Return the models whose tables grew."""
        first, last = self.steps[0], self.steps[-1]
        return [model for model in posting_models() if last[model._meta.db_table] > first[model._meta.db_table]]

    def counts(self) -> dict[str, int]:
        """Return the number of rows by table."""
        first, last = self.steps[0], self.steps[-1]
        return {model._meta.db_table: last[model._meta.db_table] - first[model._meta.db_table] for model in self.tables}

    def export(self, folder: Path) -> None:
        """Write the rows to files."""
        with connection.cursor() as cursor:
            for model in self.tables:
                name = model._meta.db_table
                query = f"COPY (SELECT {_columns(model)} FROM {name} WHERE id > {self.steps[0][name]}) TO STDOUT"
                with (folder / name).open("w") as file:
                    cursor.cursor.copy_expert(query, file)

    def load(self, folder: Path) -> None:
        """Read the rows into tables beside the real ones."""
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {SHADOW}")
            for model in self.tables:
                name = model._meta.db_table
                cursor.execute(f"CREATE TABLE {SHADOW}.{name} AS SELECT {_columns(model)} FROM {name} LIMIT 0")
                with (folder / name).open() as file:
                    cursor.cursor.copy_expert(f"COPY {SHADOW}.{name} FROM STDIN", file)
                cursor.execute(f"ALTER TABLE {SHADOW}.{name} ADD PRIMARY KEY (id)")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def ranges(self, steps: int | None = None) -> Iterator[list[tuple[type[models.Model], int, int]]]:
        """Return, transaction by transaction, the keys of every table."""
        for before, after in list(zip(self.steps, self.steps[1:], strict=False))[:steps]:
            yield [(model, before[model._meta.db_table], after[model._meta.db_table]) for model in self.tables]


def insert_by_select(rows: WrittenRows) -> None:
    """Insert the rows as the database does it fastest: one INSERT … SELECT per table, in the same transactions."""
    for step in rows.ranges():
        with transaction.atomic(), connection.cursor() as cursor:
            for model, after, until in step:
                name, columns = model._meta.db_table, _columns(model)
                query = f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {SHADOW}.{name} WHERE id > %s AND id <= %s ORDER BY id"
                cursor.execute(query, [after, until])


def read_values(rows: WrittenRows, steps: int) -> list[list[tuple[type[models.Model], dict[str, Any]]]]:
    """Return the fields of the rows of the first transactions."""
    return [
        [
            (model, dict(zip((known.attname for known in _fields(model)), values, strict=True)))
            for model, after, until in step
            for values in _read(model, after, until)
        ]
        for step in rows.ranges(steps)
    ]


def save_each(steps: Sequence[Sequence[tuple[type[models.Model], dict[str, Any]]]]) -> None:
    """Insert the rows as a plain Django program does: make an object, save it, in the same transactions."""
    for step in steps:
        with transaction.atomic():
            for model, values in step:
                model(**values).save(force_insert=True)


def _read(model: type[models.Model], after: int, until: int) -> Sequence[tuple[Any, ...]]:
    name = model._meta.db_table
    fields = _fields(model)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_columns(model)} FROM {SHADOW}.{name} WHERE id > %s AND id <= %s ORDER BY id", [after, until])
        found = cursor.fetchall()
    compiler = model._base_manager.all().query.get_compiler(connection=connection)
    converters = compiler.get_converters([known.get_col(name) for known in fields])
    return list(compiler.apply_converters(found, converters)) if converters else found


def _fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the fields that a program sets; what the database fills in stays with it."""
    return [known for known in model._meta.concrete_fields if not known.has_db_default() and not known.generated]


def _columns(model: type[models.Model]) -> str:
    return ", ".join(f'"{known.column}"' for known in _fields(model))
