"""What turns queries into statements, and knows the rows of a query that was answered together with others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.backends.postgresql import compiler
from django.db.backends.postgresql.compiler import (  # where Django looks for all of them
    SQLAggregateCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)
from django.db.models.sql import Query

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler", "answered"]

Rows = list[tuple[Any, ...]]

_known: ContextVar[tuple[Query, Rows] | None] = ContextVar("answered_query", default=None)


@contextmanager
def answered(query: Query, rows: Rows) -> Iterator[None]:
    """Let a query give these rows, as the driver would have given them, for the length of the block."""
    token = _known.set((query, rows))
    try:
        yield
    finally:
        _known.reset(token)


class SQLCompiler(compiler.SQLCompiler):
    """Reads from the database, unless the rows of the query are known."""

    def execute_sql(self, *arguments: Any, **options: Any) -> Any:
        """Return the known rows as one chunk, else those of the database."""
        known = _known.get()
        if known is None or known[0] is not self.query:
            return super().execute_sql(*arguments, **options)
        self.setup_query()
        return iter([known[1]])
