"""Leave a note on a record and tell those whom it mentions."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.around.people import mentioned
from foundation.backoffice.models import Note, NotificationKind
from foundation.backoffice.notifications.notify import notify_all
from foundation.backoffice.services.notes import add_note
from foundation.organization.models import LegalEntity, User

EXCERPT = 120


@transaction.atomic
def note_with_mentions(
    entity: LegalEntity, record: Model, text: str, *, user: User, people: Sequence[User], url: str
) -> tuple[Note, list[User], list[str]]:
    """Write the note; return it with whom it told and the names after an @ that are nobody's who may see the record."""
    note = add_note(entity, record, text, user=user)
    told, unknown = mentioned(text, people)
    others = [person for person in told if person.pk != user.pk]
    params = {"user": user.name, "record": str(record), "text": text[:EXCERPT]}
    notify_all(others, NotificationKind.MENTION, _("%(user)s on %(record)s: %(text)s"), url, entity=entity, params=params)
    return note, others, unknown
