"""Remember which records a user looked at."""

from __future__ import annotations

from django.utils import timezone

from foundation.backoffice.models import RecentRecord
from foundation.organization.models import LegalEntity, User


def remember_record(legal_entity: LegalEntity, user: User, *, address: str, kind: str, label: str) -> None:
    """Note that the user opened a record now: one statement, whether it was opened before or not."""
    RecentRecord.of(legal_entity).bulk_create(
        [RecentRecord(legal_entity=legal_entity, user=user, address=address[:200], kind=kind[:80], label=label[:120], at=timezone.now())],
        update_conflicts=True,
        unique_fields=["legal_entity", "user", "address"],
        update_fields=["kind", "label", "at"],
    )
