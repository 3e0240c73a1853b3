"""People of a legal entity: let them in, give them roles, and take them away (customers.md §12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from foundation.organization.access import holders_of
from foundation.organization.errors import LastAdministrator
from foundation.organization.models import LegalEntity, Membership, User
from foundation.organization.services import audit
from foundation.organization.services.save_with_children import save_with_children

CHANGE_USERS = "organization.change_user"


@transaction.atomic
def save_user(
    legal_entity: LegalEntity,
    person: User,
    memberships: Sequence[Membership],
    removed: Iterable[Membership],
    *,
    password: str = "",
    user: User | None,
) -> User:
    """Save a person with the roles in one legal entity; a password is set when one is given.

    A new person whose e-mail address is known from another legal entity is that person: only the roles are added. Raises
    LastAdministrator (SEC-05) when nobody could change users any more, RowNotPossible (GEN-08) for a role given twice.
    """
    known = User.objects.filter(email__iexact=person.email).first() if person.pk is None else None
    saved = known or person
    if known is None and person.pk is None:
        saved.set_password(password or None)
    elif known is None and password:
        saved.set_password(password)
        audit.record(legal_entity, user, "changed", [saved], changes={saved.pk: {"password": ["…", "…"]}})
    save_with_children(legal_entity, saved, memberships, removed, user=user)
    if not holders_of(legal_entity, CHANGE_USERS).exists():
        raise LastAdministrator(entity=legal_entity)
    return saved
