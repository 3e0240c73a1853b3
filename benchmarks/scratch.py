"""A database of its own for a benchmark, and clocks that count the CPU of the client and of its PostgreSQL backend.

Import this module before Django models: it starts the embedded database when the environment names none.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "CRITICAL")

from tests import services  # noqa: E402, I001 -- starts the database before the settings are read

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from tests.database import migrated_template  # noqa: E402

settings.DEBUG = False  # keeps no list of statements; everything else is as on a developer's machine
TEMPLATE = "template_benchmark"
PREFIX = f"benchmark_{os.getpid()}"


@dataclass(frozen=True)
class Cost:
    """What some work took: seconds on the wall, seconds of CPU here and in the database, statements."""

    wall: float
    client: float
    database: float
    statements: int

    @property
    def cpu(self) -> float:
        """Return the CPU of both sides, in seconds."""
        return self.client + self.database

    def __add__(self, other: Cost) -> Cost:
        """Return what both took."""
        return Cost(self.wall + other.wall, self.client + other.client, self.database + other.database, self.statements + other.statements)


def measured(work: Callable[[], object]) -> Cost:
    """Do some work on the current connection and return what it took."""
    count = 0

    def counting(execute: Callable[..., object], *arguments: object) -> object:
        nonlocal count
        count += 1
        return execute(*arguments)

    process = backend()
    wall, client, database = time.perf_counter(), time.process_time(), cpu_of(process)
    with connection.execute_wrapper(counting):
        work()
    return Cost(time.perf_counter() - wall, time.process_time() - client, cpu_of(process) - database, count)


def backend() -> int:
    """Return the process of the database that serves this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def cpu_of(process: int) -> float:
    """Return the seconds of CPU that a process of this machine has used; the database must run here."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def copy_database(source: str, target: str) -> None:
    """Make a database anew as a copy of another one, and work on it."""
    drop_database(target)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    use_database(target)


def use_database(name: str) -> None:
    """Work on another database from now on."""
    connection.close()
    connection.settings_dict["NAME"] = name


def drop_database(name: str) -> None:
    """Leave no database behind."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def scratch_databases(*names: str) -> Iterator[list[str]]:
    """Give names of databases that are dropped at the end; the first one exists, freshly migrated."""
    databases = [f"{PREFIX}_{name}" for name in names]
    try:
        copy_database(migrated_template(TEMPLATE), databases[0])
        yield databases
    finally:
        for name in databases:
            drop_database(name)
        services.pytest_unconfigure()


def analyze() -> None:
    """Tell the planner what the tables hold, as autovacuum does in a database that lives."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
