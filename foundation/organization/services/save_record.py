"""Save and delete records of the set-up, with what changed in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, ProtectedError

from foundation.organization.errors import RecordInUse
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit

Record = TypeVar("Record", bound=Model)
QUIET = frozenset({"updated_at", "created_at"})


@transaction.atomic
def save_record(
    legal_entity: LegalEntity, record: Record, *, user: User | None, reason: str = "", only: Sequence[str] | None = None
) -> Record:
    """Insert or update one record; an update that changes nothing writes nothing.

    ``only`` limits the update to these fields. The record must be valid already; constraints of the database hold anyway.
    """
    before = type(record)._base_manager.filter(pk=record.pk).first() if record.pk else None
    if before is None:
        record.save()
        audit.record(legal_entity, user, "created", [record], reason=reason)
        return record
    changes = changes_between(before, record)
    if changes:
        record.save(update_fields=list(only) if only else None)
        audit.record(legal_entity, user, "changed", [record], changes={record.pk: changes}, reason=reason)
    return record


@transaction.atomic
def delete_record(legal_entity: LegalEntity, record: Model, *, user: User | None) -> None:
    """Delete one record; raises RecordInUse (GEN-07) when others refer to it."""
    audit.record(legal_entity, user, "deleted", [record])
    delete_unless_used(record, record)


def delete_unless_used(rows: Any, named: object) -> None:
    """Delete a record or a queryset; raises RecordInUse (GEN-07), which calls it as ``named``, when others refer to it."""
    try:
        rows.delete()
    except ProtectedError as error:
        first = min(error.protected_objects, key=lambda found: (found._meta.label, found.pk))
        raise RecordInUse(object=named, kind=first._meta.verbose_name_plural, example=first) from error


def changes_between(before: Model, after: Model) -> dict[str, list[Any]]:
    """Return field → [old, new] as texts, for every stored field that differs; long and secret values are left out."""
    differing = [field for field in after._meta.concrete_fields if getattr(before, field.attname) != getattr(after, field.attname)]
    return {field.name: [_text(before, field.name), _text(after, field.name)] for field in differing if field.name not in QUIET}


def _text(record: Model, name: str) -> str | None:
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    if value is None:
        return None
    return "…" if isinstance(value, bytes | memoryview) or name == "password" else str(value)[:200]
