"""End sessions: one's own, or all of somebody whose account is closed."""

from __future__ import annotations

from foundation.organization.models import User
from foundation.security.models import UserSession


def end_session(user: User, reference: str) -> bool:
    """End one session of a user, named by its reference; False when the user has none of that name."""
    found = next((session for session in UserSession.objects.of_user(user) if session.reference == reference), None)
    if found is None:
        return False
    UserSession.objects.filter(pk=found.pk).delete()
    return True


def end_sessions(user: User, *, but: str | None = None) -> int:
    """End all sessions of a user, but for one where it is named, and return how many there were."""
    rows = UserSession.objects.filter(user=user)
    ended, _by_model = (rows.exclude(session_key=but) if but else rows).delete()
    return int(ended)
