"""Delete what is over: sessions that nobody can go on with, links that no longer open anything."""

from __future__ import annotations

from foundation.security.models import PasswordLink, UserSession


def delete_what_ended() -> None:
    """Delete ended sessions and old links; security events stay."""
    UserSession.objects.ended().delete()
    PasswordLink.objects.old().delete()
