"""People of a legal entity: let them in, give them roles, and take them away (customers.md §12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from foundation.events import publish
from foundation.organization.access import holders_of
from foundation.organization.errors import LastAdministrator, OwnAccountStays, PermissionMissing
from foundation.organization.events import AccountChanged
from foundation.organization.models import LegalEntity, Membership, User
from foundation.organization.services import audit
from foundation.organization.services.save_record import changes_between
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
    PermissionMissing (SEC-01) when the account of somebody whom others manage too would change,
    LastAdministrator (SEC-05) when nobody could change users any more, OwnAccountStays (SEC-11) when somebody would shut
    themselves out, RowNotPossible (GEN-08) for a role given twice. Sessions end with the account (AccountChanged).
    """
    known = User.objects.filter(email__iexact=person.email).first() if person.pk is None else None
    saved = known or person
    before = _standing(saved, legal_entity)
    if known is None and person.pk is None:
        saved.set_password(password or None)
    elif known is None:
        _check_account(person, password, user)
        if password:
            saved.set_password(password)
            audit.record(legal_entity, user, "changed", [saved], changes={saved.pk: {"password": ["…", "…"]}})
    save_with_children(legal_entity, saved, memberships, removed, user=user)
    administrators = holders_of(legal_entity, CHANGE_USERS)
    if not administrators.exists():
        raise LastAdministrator(entity=legal_entity)
    if user is not None and saved.pk == user.pk and not administrators.filter(pk=user.pk).exists():
        raise OwnAccountStays
    _publish(legal_entity, saved, before, bool(password), user)
    return saved


def _standing(person: User, legal_entity: LegalEntity) -> tuple[bool, str]:
    """Return whether a person may sign in, and the roles here as codes, as they are stored."""
    if person.pk is None:
        return True, ""
    roles = Membership.objects.of_user(person, legal_entity).values_list("role__code", flat=True)
    return User.objects.filter(pk=person.pk, is_active=True).exists(), " ".join(sorted(roles))


def _publish(legal_entity: LegalEntity, person: User, before: tuple[bool, str], password_set: bool, user: User | None) -> None:
    was_active, had = before
    _active, has = _standing(person, legal_entity)
    publish(
        AccountChanged(
            person=person,
            legal_entity=legal_entity,
            user=user,
            closed=was_active and not person.is_active,
            opened=person.is_active and not was_active,
            password_set=password_set,
            roles=f"{had or '–'} → {has or '–'}" if had != has else "",
        )
    )


def account_refusal(person: User, user: User | None) -> PermissionMissing | None:
    """Return why a user may change only the roles of a person: a role in a legal entity whose people the user may not change.

    The account (name, address, password, active) counts in every legal entity. One's own account is one's own.
    """
    if user is None or person.pk is None or person.pk == user.pk:
        return None
    elsewhere = Membership.objects.filter(user=person).beyond(user, CHANGE_USERS).first()
    return PermissionMissing(entity=elsewhere.legal_entity, permission=CHANGE_USERS) if elsewhere is not None else None


def _check_account(person: User, password: str, user: User | None) -> None:
    stored = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not password and not changes_between(stored, person):
        return
    refusal = account_refusal(person, user)
    if refusal is not None:
        raise refusal
