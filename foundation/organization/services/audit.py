"""Writing the audit trail: one statement for any number of documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from typing import Any

from django.db.models import Model

from foundation.database.fast_insert import insert_objects
from foundation.organization.models import AuditEntry, LegalEntity, User

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
    insert_objects(
        [
            AuditEntry(
                legal_entity=legal_entity,
                user=user,
                origin=origin.get(),
                action=action,
                object_type=document._meta.label_lower,
                object_id=document.pk,
                object_label=str(document)[:120],
                changes=dict(changes.get(document.pk, {})),
                reason=reason[:300],
            )
            for document in documents
        ]
    )
