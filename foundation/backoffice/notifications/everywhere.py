"""What a user was told, in every legal entity in which the user has a role: the bell is one bell."""

from __future__ import annotations

from typing import Any

from foundation.backoffice.models import Notification
from foundation.database.row_scope import system_scope
from foundation.organization.models import Membership, User

WHY = "the bell tells its user what happened in all of the user's legal entities"


def newest(user: User) -> list[Notification]:
    """Return the last notifications of a user with their legal entities, latest first."""
    with system_scope(WHY):
        return list(_told(user).select_related("legal_entity").newest())


def unread_count(user: User, most: int) -> int:
    """Return how many a user has not looked at; counting ends above ``most``."""
    with system_scope(WHY):
        return int(_told(user).unread()[: most + 1].count())


def read_all(user: User) -> None:
    """Mark all of a user's notifications as looked at."""
    with system_scope(WHY):
        _told(user).read_now()


def read_one(user: User, key: int) -> Notification | None:
    """Mark one as looked at and return it; None when it is nobody's or somebody else's."""
    with system_scope(WHY):
        found: Notification | None = _told(user).filter(pk=key).first()
        _told(user).filter(pk=key).read_now()
    return found


def _told(user: User) -> Any:
    """Return what a user was told where the user still has a role."""
    of_user = Membership.objects.filter(user=user, legal_entity__is_active=True).values("legal_entity")
    return Notification.unscoped(WHY).for_user(user).filter(legal_entity__in=of_user)
