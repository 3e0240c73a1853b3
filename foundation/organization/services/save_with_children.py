"""Save a record of the set-up together with the rows that belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from foundation.organization.errors import RowNotPossible
from foundation.organization.models import LegalEntity, User
from foundation.organization.scope import entity_scope
from foundation.organization.services import audit
from foundation.organization.services.save_record import changes_between, save_record

Record = TypeVar("Record", bound=Model)


@transaction.atomic
def save_with_children(
    legal_entity: LegalEntity, record: Record, children: Sequence[Model], removed: Iterable[Model], *, user: User | None
) -> Record:
    """Save a record, its new and changed children, and delete the removed ones.

    Raises RowNotPossible (GEN-08) for a child that the database would refuse, such as a second one with the same key, with
    ``lines.<its place>`` as field. What happens to children stands in the audit trail of the record, under their own words.
    """
    save_record(legal_entity, record, user=user)
    changes: dict[str, list[Any]] = {}
    for child in removed:
        changes[_name(child)] = [str(child), None]
        child.delete()
    for index, child in enumerate(children):
        changes |= _save(legal_entity, record, child, index)
    if changes:
        audit.record(legal_entity, user, "changed", [record], changes={record.pk: changes})
    return record


def _save(legal_entity: LegalEntity, record: Model, child: Model, index: int) -> dict[str, list[Any]]:
    """Save one child and return what became of it."""
    for field in child._meta.concrete_fields:
        if field.is_relation and field.related_model is type(record) and getattr(child, field.attname) is None:
            setattr(child, field.name, record)
    before = type(child)._base_manager.filter(pk=child.pk).first() if child.pk else None
    try:
        with entity_scope(legal_entity):
            child.validate_constraints()
    except ValidationError as error:
        raise RowNotPossible(row=child, problem=" ".join(error.messages)).at(index) from error
    if before is None:
        child.save()
        return {_name(child): [None, str(child)]}
    if changes_between(before, child):
        child.save()
        return {_name(child): [str(before), str(child)]}
    return {}


def _name(child: Model) -> str:
    """Return the words for a child and its key, so that two changed children do not hide each other."""
    return f"{child._meta.verbose_name} {child.pk or ''}".strip()
