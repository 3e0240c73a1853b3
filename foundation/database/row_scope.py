"""Which legal entities' rows the running code may see: what PostgreSQL's row-level security is told (reliability.md §10.4).

Three states: outside every scope no row of a legal entity is visible; in the scope of an entity its rows are; in a
system scope, which needs a name, those of all entities are. ``foundation.database`` tells the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

ALL_ENTITIES = "*"
NO_ENTITIES = ""


@dataclass(frozen=True)
class RowScope:
    """The entity that ``Model.objects`` is limited to, what the database is told, and why when that is everything."""

    entity_id: int | None = None
    entities: str = NO_ENTITIES
    reason: str = ""


OUTSIDE = RowScope()
current: ContextVar[RowScope] = ContextVar("row_scope", default=OUTSIDE)


def scope_of(entity_id: int) -> RowScope:
    """Return the scope of one legal entity."""
    return RowScope(entity_id, f"{{{entity_id}}}")


@contextmanager
def system_scope(reason: str) -> Iterator[None]:
    """See the rows of all legal entities for the length of the block; the uses are listed in docs/unscoped.md by a test.

    ``Model.objects`` stays limited to the entity whose scope is open around it.
    """
    if not reason:
        raise ValueError("Say why rows of all legal entities are needed")
    token = current.set(replace(current.get(), entities=ALL_ENTITIES, reason=reason))
    try:
        yield
    finally:
        current.reset(token)
