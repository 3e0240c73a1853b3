"""The records that pages show: read in the request's legal entity, locked before they change, and known when stale."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from foundation.backoffice.documents import StoryPart
from foundation.errors import RecordChanged
from foundation.organization.models import AuditEntry, LegalEntity

LARGEST_KEY = 2**63 - 1
Record = TypeVar("Record", bound=Model)


def rows_of(model: type[Model], entity: LegalEntity, rows: str = "") -> QuerySet[Any]:
    """Return the rows of a legal entity, narrowed and loaded by a queryset method; all rows of a model without entity."""
    of = getattr(model, "of", None)
    queryset: QuerySet[Any] = of(entity) if of else model._default_manager.all()
    return getattr(queryset, rows)() if rows else queryset


def find(queryset: QuerySet[Any], pk: int) -> Any:
    """Return one of the rows; raises Http404 when the key is not among them.

    Without order and limit: these make PostgreSQL plan a wide join of one row for a third of a second.
    """
    found = next(iter(queryset.order_by().filter(pk=pk)), None) if 0 < pk <= LARGEST_KEY else None
    if found is None:
        raise Http404
    return found


def find_locked(queryset: QuerySet[Any], pk: int) -> Any:
    """Return one of the rows and hold it until the transaction ends; raises Http404 when it is not among them."""
    return find(queryset.select_for_update(of=("self",), no_key=True), pk)


def rows_only(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Return the rows without related ones: rows of an outer join cannot be locked."""
    return queryset.select_related(None)


def children_of(model: type[Model], entity: LegalEntity, parent: Model, parent_field: str, rows: str = "") -> list[Any]:
    """Return the rows that belong to a record, in the order in which they were made."""
    return list(rows_of(model, entity, rows).filter(**{parent_field: parent}).order_by("pk"))


def find_parameters_locked(model: type[Model], entity: LegalEntity) -> Any:
    """Return the parameters of a legal entity and hold them, None when none were saved yet."""
    return model._default_manager.filter(legal_entity=entity).select_for_update(no_key=True).first()


def find_many(queryset: QuerySet[Any], keys: list[int]) -> list[Any]:
    """Return those of the rows whose keys are named, in the order of the queryset."""
    return list(queryset.filter(pk__in=keys))


def fingerprint(record: Model | None) -> str:
    """Return a short text that changes whenever a stored value of the record changes; blank for a new record."""
    if record is None or record.pk is None:
        return ""
    values = [f"{field.attname}={_stored(field.value_from_object(record))}" for field in record._meta.concrete_fields]
    return hashlib.sha256("\n".join(values).encode()).hexdigest()[:24]


def _stored(value: Any) -> str:
    """Return a stored value as text; the text of binary data is its content, not where it lies in memory."""
    return str(bytes(value) if isinstance(value, memoryview) else value)


def check_unchanged(entity: LegalEntity, record: Model, shown: str) -> None:
    """Raise RecordChanged (GEN-01) when the record is not what the form showed, naming who changed it last."""
    if not shown or fingerprint(record) == shown:
        return
    last = latest_changes(entity, record)[:1]
    raise RecordChanged(object=record, user=last[0].user if last and last[0].user else "–")


def latest_changes(entity: LegalEntity, record: Model) -> QuerySet[AuditEntry]:
    """Return the audit trail of a record, latest first, with who did it."""
    entries = AuditEntry.of(entity).filter(object_type=record._meta.label_lower, object_id=record.pk)
    return entries.select_related("user").order_by("-pk")  # type: ignore[no-any-return]


def changes_of_parts(entity: LegalEntity, parts: Iterable[StoryPart]) -> QuerySet[AuditEntry]:
    """Return the audit trail of several records of several models, latest first, with who did it."""
    named = reduce(or_, (Q(object_type=part.model_label, object_id__in=part.keys) for part in parts))
    return AuditEntry.of(entity).filter(named).select_related("user").order_by("-pk")  # type: ignore[no-any-return]
