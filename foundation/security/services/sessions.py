"""End sessions and tokens: one's own, or all of somebody whose account is closed."""

from __future__ import annotations

from foundation.organization.models import ApiToken, User
from foundation.security.models import UserSession


def end_session(user: User, reference: str) -> bool:
    """End one session of a user, named by its reference; False when the user has none of that name."""
    found = next((session for session in UserSession.objects.of_user(user) if session.reference == reference), None)
    if found is None:
        return False
    UserSession.objects.filter(pk=found.pk).delete()
    return True


def end_sessions(user: User, *, but: str | None = None) -> int:
    """End all sessions of a user, but for one where it is named, and return how many there were.

    The tokens of a person end too: they were opened with the same password. Those of integration clients are given by
    administrators and taken by them.
    """
    rows = UserSession.objects.filter(user=user)
    ended, _by_model = (rows.exclude(session_key=but) if but else rows).delete()
    if user.kind == User.Kind.PERSON:
        ApiToken.objects.filter(user=user).delete()
    return int(ended)
