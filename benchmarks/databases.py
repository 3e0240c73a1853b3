"""Scratch databases of the benchmarks: made from a migrated template, filled by the generator, kept until they are dropped."""

from __future__ import annotations

import os
import sys
import time
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "CRITICAL")
os.environ.setdefault("RATE_LIMITS", "0")

from tests import services  # noqa: E402, F401, I001 -- starts the database before the settings are read

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.generator.fill import Size, fill  # noqa: E402
from tests.database import mark_database, migrated_template, migrations_mark  # noqa: E402

TEMPLATE = "template_benchmark"
ROLES = {"app": "benchmark_app", "report": "benchmark_report"}
OPTIONS = connection.settings_dict["OPTIONS"].get("options", "")
settings.DEBUG = False  # debugging keeps every statement and costs time
settings.ALLOWED_HOSTS = ["*"]


def use(name: str, role: str = "") -> None:
    """Work on a database from here on; with a role, as web servers do that sign in with it, but with one process per statement."""
    connection.close()
    connection.settings_dict["NAME"] = name
    options = [OPTIONS, *([settings.SESSIONS["web"], f"-c max_parallel_workers_per_gather=0 -c role={role}"] if role else [])]
    connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], "options": " ".join(options).strip()}


def application_role() -> str:
    """Return a role as web servers sign in with, for which row-level security holds, with its rights in the database in use."""
    call_command("database_roles", stdout=StringIO(), **ROLES)
    return ROLES["app"]


def drop(name: str) -> None:
    """Remove a database."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def is_filled(name: str) -> bool:
    """Tell whether the database exists, filled, from the migrations as they are."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        found = cursor.fetchone()
    as_it_is = "BENCHMARK_AS_IT_IS" in os.environ  # try an index by hand without filling anew
    return bool(found) and (as_it_is or found[0] == f"filled {migrations_mark()}")


def filled(name: str, orders: int, *, customers: int = 0, items: int = 0, anew: bool = False) -> str:
    """Return the name of a filled database and work on it; fill it first unless it was filled from the same migrations."""
    if anew or not is_filled(name):
        _fill(name, Size(orders, customers, items))
    use(name)
    return name


def _fill(name: str, size: Size) -> None:
    template = migrated_template(TEMPLATE)
    drop(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    use(name)
    began = last = time.perf_counter()

    def report(table: str, rows: int) -> None:
        nonlocal last
        now = time.perf_counter()
        print(f"{table:40}{rows:>12,} rows {now - last:8.1f} s", flush=True)
        last = now

    fill(size, report=report)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        [used] = cursor.fetchone()
    mark_database(name, f"filled {migrations_mark()}")
    print(f"{name}: {size.orders:,} orders in {time.perf_counter() - began:.0f} s, {used}", flush=True)
