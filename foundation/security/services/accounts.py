"""What administrators do to somebody's sign-in: invite, end sessions, take the second factor away, give and revoke tokens."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from foundation.organization.models import ApiToken, LegalEntity, User
from foundation.organization.services import audit
from foundation.organization.services.api_tokens import create_token, revoke_tokens
from foundation.security.models import EventKind, PasswordLink
from foundation.security.services import password_links, second_factor
from foundation.security.services.events import note
from foundation.security.services.sessions import end_sessions


@transaction.atomic
def invite(legal_entity: LegalEntity, person: User, site: str, *, user: User) -> bool:
    """Send a link with which a person sets a password; False for those who sign in with tokens or asked too often.

    Whoever has a password already gets the link of a forgotten one, which holds half an hour; others have a week.
    """
    known = person.has_usable_password()
    purpose = PasswordLink.Purpose.FORGOTTEN if known else PasswordLink.Purpose.INVITATION
    if password_links.ask(person, purpose, site) is None:
        return False
    note(EventKind.LINK_ASKED if known else EventKind.INVITED, user, subject=person, entity=legal_entity)
    return True


@transaction.atomic
def reset_factor(legal_entity: LegalEntity, person: User, *, user: User) -> None:
    """Take somebody's second factor away and end their sessions: the device is lost."""
    second_factor.reset(person)
    end_sessions(person)
    audit.record(legal_entity, user, "second factor reset", [person])
    note(EventKind.FACTOR_REMOVED, user, subject=person, entity=legal_entity)


@transaction.atomic
def sign_out_everywhere(legal_entity: LegalEntity, person: User, *, user: User) -> int:
    """End every session of a person and return how many there were."""
    ended = end_sessions(person)
    note(EventKind.SESSIONS_ENDED, user, subject=person, entity=legal_entity, detail=str(ended))
    return ended


@transaction.atomic
def give_token(legal_entity: LegalEntity, client: User, name: str, *, user: User, **reach: Any) -> tuple[ApiToken, str]:
    """Make a token for an integration client and return it with its text, which is shown once; reach and refusals as ``create_token``."""
    token, text = create_token(client, name, **reach)
    audit.record(legal_entity, user, "token made", [client], changes={client.pk: {"token": ["", token.token_key]}})
    note(EventKind.TOKEN_MADE, user, subject=client, entity=legal_entity, detail=token.token_key)
    return token, text


@transaction.atomic
def take_token(legal_entity: LegalEntity, token: ApiToken, *, user: User) -> None:
    """Revoke a token: the next request with it is refused."""
    revoke_tokens(token.user, [token.token_key])
    audit.record(legal_entity, user, "token revoked", [token.user], changes={token.user_id: {"token": [token.token_key, ""]}})
    note(EventKind.TOKEN_REVOKED, user, subject=token.user, entity=legal_entity, detail=token.token_key)
