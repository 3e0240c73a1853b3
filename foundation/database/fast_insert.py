"""Inserts of many rows in one statement: INSERT … SELECT from arrays, one array per column.

``bulk_create`` prepares and quotes every value by itself and sends one expression per value for the database to parse. Here
each column travels as one array, and a column with the same value in all rows as one value. Every constraint, key and trigger
of the table holds; Django's signals are not sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from operator import attrgetter
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils import timezone

Model = TypeVar("Model", bound=models.Model)
Encoder = Callable[[Any], str]

NULL = "NULL"
STAMP = object()
_PLAIN_TYPES = (models.IntegerField, models.DecimalField, models.DateField, models.BooleanField, models.UUIDField)


@dataclass(frozen=True, slots=True)
class _Column:
    """How the values of one field are sent: its column, the column's type, the text of a value in an array and by itself."""

    column: str
    type: str
    element: Encoder
    single: Encoder


def insert_objects(objects: Sequence[Model]) -> list[Model]:
    """Insert new objects of one model, give them their keys, and return them; fields with a database default are left to it."""
    if not objects:
        return []
    model = type(objects[0])
    names, stamps, read = _written_fields(model)
    now = timezone.now() if stamps else None
    for written in objects:
        for name in stamps:
            setattr(written, name, now)
    keys = insert_rows(model, names, [read(written) for written in objects])
    for written, key in zip(objects, keys, strict=True):
        written.pk = key
        written._state.adding, written._state.db = False, connection.alias
    return list(objects)


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[int]:
    """Insert rows that hold one value per name, and return their keys in the order of the rows.

    A name is an attribute of the model: ``item_id`` for a reference. Fields that are not named take the time, the model's
    default, which must be a plain value, or the database's. Nothing is converted or validated but by the database: values have the type and
    the decimals of their fields. Raises ValueError when a field that must be named is not.
    """
    columns = list(zip(*rows, strict=True))
    if not columns:
        return []
    chosen = [_column(model, name) for name in names]
    targets = [f'"{known.column}"' for known in chosen]
    values, sources, arrays, parameters = [], [], [], []
    for index, (known, column) in enumerate(zip(chosen, columns, strict=True)):
        first = column[0]
        if index and column.count(first) == len(column) and all(type(value) is type(first) for value in column):
            values.append(f"%s::{known.type}")
            parameters.append(None if first is None else known.single(first))
        else:
            values.append(f"source.c{index}::{known.type}")
            sources.append(f"c{index}")
            arrays.append(_array(column, known.element))
    now = timezone.now()
    for known, default in _defaults(model, tuple(names)):
        targets.append(f'"{known.column}"')
        values.append(f"%s::{known.type}")
        value = now if default is STAMP else default
        parameters.append(None if value is None else known.single(value))
    statement = (
        f'INSERT INTO "{model._meta.db_table}" ({", ".join(targets)}) SELECT {", ".join(values)} '  # noqa: S608
        f"FROM unnest({', '.join(['%s::text[]'] * len(arrays))}) AS source ({', '.join(sources)}) RETURNING id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, *arrays])
        return [key for (key,) in cursor.fetchall()]


def _array(values: Sequence[Any], element: Encoder) -> str:
    return "{" + ",".join([NULL if value is None else element(value) for value in values]) + "}"


def _list(values: Sequence[Any]) -> str:
    return _array(values, lambda value: _quoted(str(value)))


_json = partial(json.dumps, ensure_ascii=False)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@cache
def _column(model: type[models.Model], name: str) -> _Column:
    """Return how a field is sent; the same for every statement of a process."""
    known: Any = next(known for known in model._meta.concrete_fields if name in (known.attname, known.name))
    kind = known.target_field if known.is_relation else known
    kind_type = str(known.rel_db_type(connection) if known.is_relation else known.db_type(connection))
    if isinstance(kind, models.CharField):
        kind_type = "text"  # a cast to varchar(n) would cut silently what is too long; the assignment to the column refuses it
    if isinstance(kind, models.JSONField):
        return _Column(known.column, kind_type, lambda value: _quoted(_json(value)), _json)
    if isinstance(kind, ArrayField):
        return _Column(known.column, kind_type, lambda value: _quoted(_list(value)), _list)
    plain = isinstance(kind, _PLAIN_TYPES) and not isinstance(kind, models.DateTimeField)
    return _Column(known.column, kind_type, str if plain else lambda value: _quoted(str(value)), str)


@cache
def _defaults(model: type[models.Model], names: tuple[str, ...]) -> list[tuple[_Column, Any]]:
    """Return the fields that were not named, with the values that Django would give them."""
    found = []
    for known in model._meta.concrete_fields:
        if known.primary_key or known.generated or known.attname in names or known.name in names or known.has_db_default():
            continue
        empty = known.null or known.empty_strings_allowed or known.has_default()
        if not _is_stamp(known) and (not empty or (callable(known.default) and known.default not in (dict, list))):
            raise ValueError(f"{model.__name__}.{known.name} must be named")
        found.append((_column(model, known.attname), STAMP if _is_stamp(known) else known.get_default()))
    return found


@cache
def _written_fields(model: type[models.Model]) -> tuple[list[str], list[str], Callable[[Any], tuple[Any, ...]]]:
    """Return the attributes to write, those among them that get the time, and what reads them off an object."""
    fields = [known for known in model._meta.concrete_fields if not (known.primary_key or known.generated or known.has_db_default())]
    stamps = [known.attname for known in fields if _is_stamp(known)]
    names = [known.attname for known in fields]
    return names, stamps, attrgetter(*names)


def _is_stamp(known: Any) -> bool:
    return getattr(known, "auto_now", False) or getattr(known, "auto_now_add", False)
