"""Keep what a user reached, once."""

from __future__ import annotations

from collections.abc import Iterable

from foundation.backoffice.models import Milestone
from foundation.organization.models import User


def reach(user: User, names: Iterable[str]) -> None:
    """Note what the user reached; what was reached before stays as it is."""
    Milestone.objects.bulk_create([Milestone(user=user, name=name[:40]) for name in names], ignore_conflicts=True)
