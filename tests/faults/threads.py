"""Many at once: the same work on several threads, each with a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")


def at_once(count: int, work: Callable[[int], Result]) -> list[Result]:
    """Call the work on that many threads, which begin at the same moment, and return what each returned."""
    start = Barrier(count)

    def on_own_connection(number: int) -> Result:
        try:
            connection.ensure_connection()
            start.wait(30)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(on_own_connection, range(count)))
