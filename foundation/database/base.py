"""PostgreSQL with row-level security that follows the open scope (reliability.md §10.4).

Told lazily and only when the scope has changed since the connection's last statement: no statement per transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base, operations
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from foundation.database import row_scope

_TELL = "SET app.entities = %s"  # not a query: a transaction may still choose its isolation after it


class DatabaseOperations(operations.DatabaseOperations):
    """PostgreSQL's, with compilers that know the rows of what was read together."""

    compiler_module = "foundation.database.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose setting ``app.entities`` is that of the open scope whenever a statement runs."""

    ops_class = DatabaseOperations

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.told: str | None = None
        self.execute_wrappers.append(self._follow_scope)

    def init_connection_state(self) -> None:
        """Begin with a connection that was told nothing and so shows no row of a legal entity."""
        super().init_connection_state()
        self.told = row_scope.NO_ENTITIES

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor; code that goes around Django with it is in the scope as well."""
        self._tell_scope()
        return super().create_cursor(name)

    def _follow_scope(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self._tell_scope()
        return execute(sql, params, many, context)

    def _tell_scope(self) -> None:
        wanted = row_scope.current.get().entities
        if wanted == self.told or self.connection is None or self.connection.info.transaction_status == TRANSACTION_STATUS_INERROR:
            return
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(_TELL, [wanted])
        self.told = wanted

    def _rollback(self) -> None:
        self.told = None  # what was told inside the transaction is taken back with it
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.told = None
