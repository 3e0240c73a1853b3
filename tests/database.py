"""The test database: copied from a migrated template, because running all migrations takes far longer than copying."""

from __future__ import annotations

import hashlib
import inspect
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper

from foundation.organization.apps import GUARDS
from foundation.organization.roles import sync_roles

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE_LOCK = 7_041_776


def migrations_mark() -> str:
    """Return a hash over the migrations of this project and what follows every migration: another hash needs another database."""
    digest = hashlib.sha256()
    folders = sorted(Path(app.path) / "migrations" for app in apps.get_app_configs() if ROOT in Path(app.path).parents)
    files = [file for folder in folders for file in sorted(folder.glob("*.py"))]
    for file in (*files, *files_of_guards()):
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def files_of_guards() -> list[Path]:
    """Return the modules of what follows every migration."""
    return sorted({Path(inspect.getfile(guard)) for guard in (sync_roles, *GUARDS)})


def mark_database(name: str, mark: str) -> None:
    """Write a mark on a database, as its comment."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {connection.ops.quote_name(name)} IS %s", [mark])


def is_current(name: str) -> bool:
    """Say whether the database exists, was made by the migrations as they are, and was left in order."""
    with connection._nodb_cursor() as cursor:
        return _read_mark(cursor, name) == migrations_mark()


def migrated_template(name: str) -> str:
    """Return the name of a database that is freshly migrated; make it first when migrations have changed.

    Parallel workers wait for the first of them to make it.
    """
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [TEMPLATE_LOCK, name])
        if _read_mark(cursor, name) != migrations_mark():
            quoted = connection.ops.quote_name(name)
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {quoted}")
            _migrate(name)
            mark_database(name, migrations_mark())
    return name


def _migrate(name: str) -> None:
    original = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original


def _read_mark(cursor: CursorWrapper, name: str) -> str | None:
    cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
    found = cursor.fetchone()
    return found[0] if found else None
