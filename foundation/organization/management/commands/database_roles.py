"""``manage.py database_roles``: the roles of the database beside its owner, with what each may do (reliability.md §5)."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from psycopg2.sql import SQL, Identifier, Literal

from foundation.organization.entity_keys import ENTITY_COLUMN

SECRET_APPS = frozenset({"security", "sessions"})
SECRET_MODELS = frozenset(
    {
        *("organization.user", "organization.apitoken", "organization.idempotencykey"),
        *("backoffice.onetimekey", "webhooks.webhooksubscription", "webhooks.webhookdelivery"),
    }
)
"""What the reading role does not get: passwords, tokens, sessions, stored answers, keys of forms, secrets and bodies of webhooks."""

LIMITS = {
    "app": {"statement_timeout": "30s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"},
    "report": {"statement_timeout": "300s", "lock_timeout": "5s", "default_transaction_read_only": "on"},
}
"""What a session of a role begins with; a worker brings longer limits of its own (config/settings.py)."""

_COMMON = (
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "REVOKE CREATE ON SCHEMA {schema} FROM {role}, PUBLIC",
    "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
)
_GRANTS = {
    "app": (
        *_COMMON,
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ),
    "report": (
        *_COMMON,
        "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO {role}",
    ),
}

COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
"""How amounts are compared: none tells anything about a value beside its answer, which PostgreSQL leaves to its administrator to say.

Without it no index answers for an amount in a table with row-level security.
"""


class Command(BaseCommand):
    """Run it as the owner of the tables, after ``migrate``; run again it changes nothing."""

    help = f"Makes the roles that web server, workers and reports sign in with. Rows with {ENTITY_COLUMN} are guarded for both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take other names than ``app`` and ``report``, for several installations on one server."""
        parser.add_argument("--app", default="app", help="role of web server and workers; password from APP_ROLE_PASSWORD")
        parser.add_argument("--report", default="report", help="role that only reads; password from REPORT_ROLE_PASSWORD")

    def handle(self, *_arguments: Any, app: str, report: str, **_options: Any) -> None:
        """Make both roles and give them their rights and limits."""
        with transaction.atomic():
            for kind, name in (("app", app), ("report", report)):
                self._make(name, os.environ.get(f"{kind.upper()}_ROLE_PASSWORD", ""))
                self._allow(kind, name)
                self.stdout.write(f"{name}: in order")
            if not self._trust_comparisons():
                self.stdout.write("Lists filtered by amount stay slow until a superuser of PostgreSQL runs this command.")

    def _trust_comparisons(self) -> bool:
        """Let indexes be read by amount under row-level security; return whether that is so."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            [is_superuser] = cursor.fetchone()
            for name in COMPARISONS if is_superuser else ():
                cursor.execute(f"ALTER FUNCTION pg_catalog.numeric_{name}(numeric, numeric) LEAKPROOF")
            cursor.execute("SELECT proleakproof FROM pg_proc WHERE oid = 'pg_catalog.numeric_lt(numeric, numeric)'::regprocedure")
            return bool(cursor.fetchone()[0])

    def _make(self, name: str, password: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
            verb = SQL("ALTER ROLE" if cursor.fetchone() else "CREATE ROLE")
            sign_in = SQL("LOGIN PASSWORD {}").format(Literal(password)) if password else SQL("")
            plain = SQL("NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
            cursor.execute(SQL(" ").join([verb, Identifier(name), plain, sign_in]))

    def _allow(self, kind: str, name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            [schema] = cursor.fetchone()
            for statement in _GRANTS[kind]:
                cursor.execute(SQL(statement).format(schema=Identifier(schema), role=Identifier(name)))
            for table in _secret_tables() if kind == "report" else ():
                cursor.execute(SQL("REVOKE ALL ON {} FROM {}").format(Identifier(table), Identifier(name)))
            for setting, value in LIMITS[kind].items():
                cursor.execute(SQL("ALTER ROLE {} SET {} = {}").format(Identifier(name), Identifier(setting), Literal(value)))


def _secret_tables() -> list[str]:
    secret = (model._meta for model in apps.get_models() if model._meta.managed)
    return [meta.db_table for meta in secret if meta.app_label in SECRET_APPS or meta.label_lower in SECRET_MODELS]
