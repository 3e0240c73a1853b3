"""Composite foreign keys: no row of a legal entity can refer to a row of another one (reliability.md §10.3).

Derived from the models after every ``migrate``, so that no migration can forget one: each foreign key between two
tables with a legal entity becomes ``(legal_entity_id, x_id) → x (legal_entity_id, id)``. It takes the place of Django's
own key, which it implies; a bulk insert therefore checks as many keys as before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction

ENTITY_COLUMN = "legal_entity_id"
_LONGEST_NAME = 63
_KEYS = """
    SELECT conrelid::regclass::text, conname, contype, columns.names, confrelid::regclass::text
    FROM pg_constraint
    CROSS JOIN LATERAL (
        SELECT array_agg(attname::text ORDER BY position) AS names
        FROM unnest(conkey) WITH ORDINALITY AS key (number, position)
        JOIN pg_attribute ON attrelid = conrelid AND attnum = number
    ) AS columns
    WHERE contype IN ('f', 'u', 'p') AND connamespace = current_schema()::regnamespace
"""


@dataclass
class Keys:
    """The keys that the database has: names by table and columns, of references by what they point at as well."""

    tables: set[str] = field(default_factory=set)
    unique: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    foreign: dict[tuple[str, tuple[str, ...], str], str] = field(default_factory=dict)


def has_entity(model: Any) -> bool:
    """Tell whether the rows of a model carry their legal entity."""
    return any(found.name == "legal_entity" and isinstance(found, models.ForeignKey) for found in model._meta.local_fields)


def references_within_entity(all_models: Iterable[type[models.Model]]) -> Iterator[Any]:
    """Yield the foreign keys from one table with a legal entity to another one."""
    for model in all_models:
        if not model._meta.managed or model._meta.proxy or not has_entity(model):
            continue
        for found in model._meta.local_fields:
            if isinstance(found, models.ForeignKey) and getattr(found, "db_constraint", True) and has_entity(found.remote_field.model):
                yield found


def composite_key(reference: Any) -> tuple[str, tuple[str, ...], str]:
    """Return table, columns and referred table of the key that holds a reference inside its legal entity."""
    return reference.model._meta.db_table, (ENTITY_COLUMN, reference.column), reference.remote_field.model._meta.db_table


def keys_of_database(using: str = "default") -> Keys:
    """Read the primary, unique and foreign keys that the database has."""
    keys = Keys(tables=set(connections[using].introspection.table_names()))
    with connections[using].cursor() as cursor:
        cursor.execute(_KEYS)
        for table, name, kind, columns, parent in cursor.fetchall():
            if kind == "f":
                keys.foreign[table, tuple(columns), parent] = name
            else:
                keys.unique.add((table, tuple(columns)))
    return keys


def keep_references_in_entity(using: str = "default") -> None:
    """Add the composite keys that are missing, and take away the plain ones that they replace."""
    keys = keys_of_database(using)
    missing = [reference for reference in references_within_entity(apps.get_models()) if _is_missing(reference, keys)]
    if not missing:
        return
    clauses: dict[str, list[str]] = defaultdict(list)
    parents = {reference.remote_field.model._meta.db_table for reference in missing}
    unique = [table for table in sorted(parents) if (table, (ENTITY_COLUMN, "id")) not in keys.unique]
    for reference in missing:
        table, columns, parent = composite_key(reference)
        plain = keys.foreign.get((table, (reference.column,), parent))
        if plain is not None:
            clauses[table].append(f'DROP CONSTRAINT "{plain}"')
        clauses[table].append(
            f'ADD CONSTRAINT "{_key_name(table, reference.column)}" FOREIGN KEY ({ENTITY_COLUMN}, "{reference.column}") '
            f'REFERENCES "{parent}" ({ENTITY_COLUMN}, id) DEFERRABLE INITIALLY DEFERRED'
        )
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for table in unique:
            cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{_key_name(table, "id")}" UNIQUE ({ENTITY_COLUMN}, id)')
        for table, changes in clauses.items():
            cursor.execute(f'ALTER TABLE "{table}" {", ".join(changes)}')


def _is_missing(reference: Any, keys: Keys) -> bool:
    table, _columns, parent = composite = composite_key(reference)
    return composite not in keys.foreign and {table, parent} <= keys.tables


def _key_name(table: str, column: str) -> str:
    ending = "_in_entity"
    return f"{table}_{column}"[: _LONGEST_NAME - len(ending)] + ending
