"""What accounts and sign-ins mean here: sessions end with the account, and everything is written down."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from foundation.events import subscribe
from foundation.organization.events import AccountChanged
from foundation.organization.models import User
from foundation.security import sessions
from foundation.security.models import EventKind
from foundation.security.services.events import note
from foundation.security.services.sessions import end_sessions


@receiver(user_logged_in)
def start_session(sender: Any, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Write into a new session whose browser it is, and since when."""
    now = int(time.time())
    request.session.update(
        {
            sessions.SIGNED_IN_AT: now,
            sessions.SEEN_AT: now,
            sessions.CONFIRMED_AT: now,
            sessions.ADDRESS: str(request.META.get("REMOTE_ADDR", ""))[:45],
            sessions.AGENT: str(request.META.get("HTTP_USER_AGENT", ""))[:200],
        }
    )
    note(EventKind.SIGNED_IN, user, request=request)


@receiver(user_logged_out)
def note_sign_out(sender: Any, request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    """Write down that somebody left."""
    if user is not None:
        note(EventKind.SIGNED_OUT, user, request=request)


@subscribe(AccountChanged)
def follow_account(event: AccountChanged) -> None:
    """End every session of an account that was closed or given another password, and write down what changed."""
    if event.closed or event.password_set:
        end_sessions(event.person)
    for happened, kind in (
        (event.closed, EventKind.CLOSED),
        (event.opened, EventKind.OPENED),
        (event.password_set, EventKind.PASSWORD_SET),
        (bool(event.roles), EventKind.ROLES_CHANGED),
    ):
        if happened:
            detail = event.roles if kind == EventKind.ROLES_CHANGED else ""
            note(kind, event.user, subject=event.person, entity=event.legal_entity, detail=detail)
