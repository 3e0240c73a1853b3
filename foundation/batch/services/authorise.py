"""Whether the user under whom a job runs is still there and still allowed to do what it does (INV-303)."""

from __future__ import annotations

from foundation.batch.errors import RunnerNotAuthorised
from foundation.organization.access import access_for
from foundation.organization.models import LegalEntity, User


def check_runner(user: User, entity: LegalEntity, permission: str) -> None:
    """Raise RunnerNotAuthorised (INV-303) when the user is inactive or lacks the permission in the legal entity."""
    access = access_for(user, entity.code)
    if access is None or not access.may(permission):
        raise RunnerNotAuthorised(user=user)
