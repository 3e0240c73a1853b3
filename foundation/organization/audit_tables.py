"""The tables that make up the audit trail: the events that services write, and the histories that triggers write (REL-16)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foundation.organization.history_triggers import histories
from foundation.organization.models import AuditEntry


@dataclass(frozen=True)
class AuditTable:
    """One table of the trail: its key, the column that says when, and the one that leads to who did it."""

    name: str
    key: str
    at: str
    context: str = ""


def audit_tables() -> Iterator[AuditTable]:
    """Yield every table of the trail, in the order of their names."""
    found = [AuditTable(AuditEntry._meta.db_table, "id", "at")]
    found += [AuditTable(model._meta.db_table, "pgh_id", "pgh_created_at", "pgh_context_id") for model in histories()]
    yield from sorted(found, key=lambda table: table.name)
