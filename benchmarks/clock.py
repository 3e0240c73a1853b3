"""Server time in CPU: that of this process and that of its PostgreSQL backend, in milliseconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection


@dataclass(frozen=True)
class Taken:
    """What one call took, in milliseconds: CPU of this process, CPU of the database, and by the clock on the wall."""

    client: float
    database: float
    wall: float

    @property
    def server(self) -> float:
        """Return the CPU time of both."""
        return self.client + self.database


def backend_clock() -> Callable[[], float]:
    """Return a clock of the CPU seconds of the backend of the connection; it stands still where the server is another machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        file = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    if not file.exists():
        return lambda: 0.0
    return lambda: int(file.read_text().split()[0]) / 1e9


def _nothing() -> None:
    """Prepare nothing."""


def measured(work: Callable[[], object], calls: int, warm_up: int = 3, before: Callable[[], object] = _nothing) -> list[Taken]:
    """Return what each of so many calls took, after some that do not count; ``before`` prepares each call and is not counted."""
    for _call in range(warm_up):
        before()
        work()
    backend = backend_clock()
    found = []
    for _call in range(calls):
        before()
        wall, client, database = time.perf_counter(), time.process_time(), backend()
        work()
        taken = (time.process_time() - client, backend() - database, time.perf_counter() - wall)
        found.append(Taken(*(1000 * seconds for seconds in taken)))
    return found


def p95(values: list[float]) -> float:
    """Return the value that one in twenty exceeds."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def median(values: list[float]) -> float:
    """Return the middle value."""
    return sorted(values)[len(values) // 2]
