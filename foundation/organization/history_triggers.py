"""Triggers that keep histories as they are, for every role, the owner included (REL-16).

Derived from the models after every ``migrate``, so that no migration can forget one.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connections, transaction

KEPT = "history_is_kept"
EMPTIED = "history_is_never_emptied"
_FUNCTION = """
    CREATE OR REPLACE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'The audit trail only grows: %', TG_TABLE_NAME USING ERRCODE = '23514';
    END $$
"""
_GUARDED = "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname = %s"


def keep_histories(using: str = "default") -> None:
    """Add the triggers that are missing on tables of histories."""
    missing = set(connections[using].introspection.table_names()) & {model._meta.db_table for model in histories()}
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(_GUARDED, [KEPT])
        missing -= {table for (table,) in cursor.fetchall()}
        if missing:
            cursor.execute(_FUNCTION)
        for table in sorted(missing):
            quoted, call = connections[using].ops.quote_name(table), "EXECUTE FUNCTION refuse_change_of_history()"
            cursor.execute(f"CREATE TRIGGER {KEPT} BEFORE UPDATE OR DELETE ON {quoted} FOR EACH ROW {call}")
            cursor.execute(f"CREATE TRIGGER {EMPTIED} BEFORE TRUNCATE ON {quoted} FOR EACH STATEMENT {call}")


def histories() -> list[Any]:
    """Return the models of histories: each follows the rows of another one."""
    every = (model for model in apps.get_models() if model._meta.managed and not model._meta.proxy)
    return [model for model in every if any(found.name == "pgh_obj" for found in model._meta.local_fields)]
