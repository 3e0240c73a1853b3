"""Give integration clients tokens, find the token a request presents, and take tokens back (customers.md §12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from hmac import compare_digest

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from knox.crypto import hash_token
from knox.settings import CONSTANTS

from foundation.organization.errors import TokenEntityUnknown, TokenScopeUnknown, TokenTooLong
from foundation.organization.models import ApiToken, Membership, User

LONGEST_DAYS = 365
USED_EVERY = timedelta(minutes=1)


def create_token(
    user: User, name: str, *, scopes: Sequence[str] = (), entities: Sequence[str] = (), networks: Sequence[str] = (), days: int = 90
) -> tuple[ApiToken, str]:
    """Create a token and return it with its text, which is shown once and not stored.

    ``scopes`` and ``entities`` narrow what the user's roles allow; empty means all of it. ``networks``
    are the addresses it may come from, such as 192.0.2.0/24; empty means any. Raises TokenTooLong (SEC-02),
    TokenScopeUnknown (SEC-03) and TokenEntityUnknown (SEC-04).
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise TokenTooLong(days=LONGEST_DAYS)
    memberships = Membership.objects.filter(user=user).select_related("legal_entity", "role")
    held = {permission for membership in memberships for permission in membership.role.permissions}
    member_of = {membership.legal_entity.code for membership in memberships}
    for scope in scopes:
        if scope not in held:
            raise TokenScopeUnknown(scope=scope)
    for entity in entities:
        if entity not in member_of:
            raise TokenEntityUnknown(entity=entity)
    reach = {"scopes": sorted(scopes), "entities": sorted(entities), "networks": list(networks)}
    return ApiToken.objects.create(user, timedelta(days=days), name=name, **reach)


def find_token(text: str, address: str = "") -> ApiToken | None:
    """Return the token of a text, with its user; notes its use.

    None when it is expired, when its user may not sign in, and when it may not come from the address.
    """
    candidates = ApiToken.objects.filter(token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH], user__is_active=True).select_related("user")
    digest = hash_token(text)
    for token in candidates:
        if compare_digest(digest, token.digest) and not token.is_expired and token.comes_from(address):
            _note_use(token)
            return token
    return None


@transaction.atomic
def revoke_tokens(user: User, prefixes: Sequence[str]) -> int:
    """Delete the user's tokens that begin with the given keys, and return how many there were."""
    deleted, _by_model = ApiToken.objects.filter(user=user, token_key__in=prefixes).delete()
    return deleted


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > USED_EVERY:
        recent = Q(last_used_at__gt=now - USED_EVERY)
        ApiToken.objects.filter(pk=token.pk).exclude(recent).update(last_used_at=now)
