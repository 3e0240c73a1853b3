"""Leave a note on a record."""

from __future__ import annotations

from django.db.models import Model

from foundation.backoffice.models import Note
from foundation.organization.models import LegalEntity, User


def add_note(legal_entity: LegalEntity, record: Model, text: str, *, user: User) -> Note:
    """Write a note; notes are not changed afterwards."""
    return Note.of(legal_entity).create(
        legal_entity=legal_entity, object_type=record._meta.label_lower, object_id=record.pk, text=text, user=user
    )
