"""What every test shares: a database that is current, and emptying tables that refuse to be emptied."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

ROOT = Path(__file__).resolve().parent.parent


def _migrations_mark() -> str:
    """Return a hash over the migrations of this project: another hash needs another database."""
    digest = hashlib.sha256()
    folders = sorted(Path(app.path) / "migrations" for app in apps.get_app_configs() if ROOT in Path(app.path).parents)
    for file in (file for folder in folders for file in sorted(folder.glob("*.py"))):
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


@pytest.fixture(scope="session")
def django_db_createdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None, django_db_blocker: Any) -> bool:
    """Make the test database anew when it was asked for, or when migrations have changed since it was made."""
    if request.config.getvalue("create_db"):
        return True
    name = connection.creation._get_test_db_name()
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        found = cursor.fetchone()
    return found != (_migrations_mark(),)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Write on the database itself which migrations made it; a run that was killed leaves no mark and so a new start."""
    with django_db_blocker.unblock():
        _mark_database("")
    yield
    with django_db_blocker.unblock():
        _mark_database(_migrations_mark())


def _mark_database(mark: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])} IS %s", [mark])


@pytest.fixture(scope="session", autouse=True)
def emptying_tables_passes_the_immutability_triggers() -> Iterator[None]:
    """Let the tables be emptied after a test with ``transaction=True``, although TRUNCATE is refused on posted rows.

    The role of the session is changed for that one transaction only, so that the triggers hold inside every test.
    Tables that no model of ours knows but that point at one of ours are emptied along.
    """
    flush = DatabaseOperations.sql_flush

    def flush_as_replica(self: DatabaseOperations, *arguments: Any, **options: Any) -> list[str]:
        options["allow_cascade"] = True
        return ["SET LOCAL session_replication_role = replica", *flush(self, *arguments, **options)]

    with mock.patch.object(DatabaseOperations, "sql_flush", flush_as_replica):
        yield
