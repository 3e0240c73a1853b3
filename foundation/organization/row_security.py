"""Row-level security: the second wall around the rows of a legal entity (reliability.md §10.4).

Derived from the models after every ``migrate``. A table with a legal entity shows and takes only rows of the entities
that ``app.entities`` names; a table without one that belongs to such rows shows those whose owner is shown. Memberships
are read before any entity is known, so they stand outside. Owners of tables see everything; the application signs in as
a role that owns none (``manage.py database_roles``).
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction

from foundation.organization.entity_keys import has_entity

POLICY = "rows_of_entities"
OUTSIDE = frozenset({"organization.membership", "organization.membershipevent"})

_FUNCTION = """
    CREATE OR REPLACE FUNCTION visible_entities() RETURNS bigint[] LANGUAGE sql STABLE AS $$
        SELECT CASE current_setting('app.entities', true)
            WHEN '*' THEN ARRAY(SELECT id FROM organization_legalentity)
            ELSE nullif(current_setting('app.entities', true), '')::bigint[]
        END
    $$
"""
_VISIBLE = "{column} = ANY ((SELECT visible_entities())::bigint[])"
_PROTECTED = """
    SELECT relname, obj_description(pg_policy.oid, 'pg_policy') FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid AND polname = %s
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relrowsecurity
"""


_DEFERRED_CHECKS = """
    SELECT DISTINCT pg_proc.oid::regprocedure::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE tgdeferrable AND NOT tgisinternal AND NOT prosecdef AND pronamespace = current_schema()::regnamespace
"""


def protected_models() -> dict[str, tuple[str, str]]:
    """Return, by table, which rows are shown and which may be written, as conditions of SQL."""
    every = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]
    conditions = {}
    for model in every:
        if model._meta.label_lower not in OUTSIDE:
            shown = _condition(model)
            if shown:
                conditions[model._meta.db_table] = shown, "true" if _is_history(model) else shown
    return conditions


def tables_without_policy(using: str = "default") -> list[str]:
    """Return the tables whose rows belong to legal entities but that have no policy, or not the one that the models ask for."""
    present = set(connections[using].introspection.table_names())
    with connections[using].cursor() as cursor:
        cursor.execute(_PROTECTED, [POLICY])
        marks = dict(cursor.fetchall())
    return [table for table, conditions in protected_models().items() if table in present and marks.get(table) != _mark(*conditions)]


def protect_rows(using: str = "default") -> None:
    """Add the policies that are missing, and make those anew whose mark, kept as their comment, is not that of the condition."""
    missing = tables_without_policy(using)
    if not missing:
        return
    conditions = protected_models()
    quote = connections[using].ops.quote_name
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(_FUNCTION)
        for table in missing:
            shown, taken = conditions[table]
            cursor.execute(f"ALTER TABLE {quote(table)} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY IF EXISTS {POLICY} ON {quote(table)}")
            cursor.execute(f"CREATE POLICY {POLICY} ON {quote(table)} USING ({shown}) WITH CHECK ({taken})")
            cursor.execute(f"COMMENT ON POLICY {POLICY} ON {quote(table)} IS %s", [_mark(shown, taken)])


def let_deferred_checks_see(using: str = "default") -> None:
    """Let checks at the end of a transaction see every row that it wrote: by then the scope may be closed or another one.

    They run with the rights of the owner of the tables, on a fixed search path, and tell nothing but that a row is wrong.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(_DEFERRED_CHECKS)
        for (function,) in cursor.fetchall():
            cursor.execute(f"ALTER FUNCTION {function} SECURITY DEFINER SET search_path FROM CURRENT")


def _mark(shown: str, taken: str) -> str:
    """Return a hash of what a policy says, with the function that it calls."""
    return hashlib.sha256("\n".join((_FUNCTION, shown, taken)).encode()).hexdigest()


def _condition(model: Any) -> str:
    entity = next((found for found in model._meta.local_fields if found.name == "legal_entity"), None)
    if isinstance(entity, models.ForeignKey):
        visible = _VISIBLE.format(column=entity.column)
        return f"{entity.column} IS NULL OR {visible}" if entity.null and not _is_history(model) else visible
    owner = next((found for found in model._meta.local_fields if _names_owner(found)), None)
    if owner is None:
        return ""
    table, parent = model._meta.db_table, owner.remote_field.model._meta.db_table
    shown = f'EXISTS (SELECT FROM "{parent}" AS owner WHERE owner.id = "{table}"."{owner.column}")'
    return f'"{owner.column}" IS NULL OR {shown}' if owner.null else shown


def _names_owner(found: Any) -> bool:
    return isinstance(found, models.ForeignKey) and found.remote_field.model is not found.model and has_entity(found.remote_field.model)


def _is_history(model: Any) -> bool:
    return any(found.name == "pgh_obj" for found in model._meta.local_fields)
