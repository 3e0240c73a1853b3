"""Writing the audit trail: one statement for any number of documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from typing import Any

from django.db.models import Model

from foundation.database.fast_insert import insert_rows
from foundation.organization.models import AuditEntry, LegalEntity, User

_FIELDS = ("legal_entity_id", "user_id", "origin", "action", "object_type", "object_id", "object_label", "changes", "reason")

origin: ContextVar[str] = ContextVar("audit_origin", default="form")


def record(
    legal_entity: LegalEntity,
    user: User | None,
    action: str,
    documents: Iterable[Model],
    *,
    changes: Mapping[int, Mapping[str, Any]] | None = None,
    reason: str = "",
) -> None:
    """Write one audit entry per document; ``changes`` maps a document's key to field → [old, new]."""
    changes = changes or {}
    source, key = origin.get(), None if user is None else user.pk
    insert_rows(
        AuditEntry,
        _FIELDS,
        [
            (
                legal_entity.pk,
                key,
                source,
                action,
                document._meta.label_lower,
                document.pk,
                str(document)[:120],
                dict(changes.get(document.pk, {})),
                reason[:300],
            )
            for document in documents
        ],
    )
