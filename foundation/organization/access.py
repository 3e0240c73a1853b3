"""What one user may do in one legal entity, read afresh for every request."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from foundation.organization.errors import PermissionMissing
from foundation.organization.models import LegalEntity, Membership, User

POST_INVOICE, CHANGE_PRICE = "invoicing.post_customerinvoice", "sales.change_price"


@dataclass(frozen=True)
class Access:
    """A user's permissions and limits in one legal entity: the union over the roles held there.

    ``scoped`` tells that a token narrows the permissions to less than those of the roles.
    """

    user: User
    legal_entity: LegalEntity
    permissions: frozenset[str] = field(default_factory=frozenset)
    roles: tuple[str, ...] = ()
    posting_limit: Decimal | None = None
    credit_note_limit: Decimal | None = None
    manual_discount_limit: Decimal = Decimal(0)
    scoped: bool = False

    @property
    def sorted_permissions(self) -> list[str]:
        """Return the permissions in a stable order, to be shown."""
        return sorted(self.permissions)

    def may(self, permission: str) -> bool:
        """Tell whether a permission is held."""
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise PermissionMissing (SEC-01) when a permission is not held."""
        if permission not in self.permissions:
            raise PermissionMissing(entity=self.legal_entity, permission=permission)


def access_for(user: User, entity_code: str, scopes: list[str] | None = None) -> Access | None:
    """Return the user's access to a legal entity by its code, or None without a membership there.

    ``scopes`` narrows the permissions to those of a token. The largest limit of the roles that hold what it limits counts; blank
    is no limit.
    """
    memberships = list(
        Membership.objects.filter(user=user, user__is_active=True, legal_entity__code=entity_code, legal_entity__is_active=True)
        .select_related("legal_entity__currency", "role")
        .order_by("role__code")
    )
    if not memberships:
        return None
    permissions = frozenset(permission for membership in memberships for permission in membership.role.permissions)
    if scopes:
        permissions &= frozenset(scopes)
    posting = _holding(memberships, POST_INVOICE)
    return Access(
        user=user,
        legal_entity=memberships[0].legal_entity,
        permissions=permissions,
        roles=tuple(membership.role.code for membership in memberships),
        posting_limit=_largest([membership.posting_limit for membership in posting]),
        credit_note_limit=_largest([membership.credit_note_limit for membership in posting]),
        manual_discount_limit=max(membership.manual_discount_limit for membership in _holding(memberships, CHANGE_PRICE)),
        scoped=bool(scopes),
    )


def entities_where(user: User, permission: str) -> set[str]:
    """Return the codes of the active legal entities in which a user holds a permission."""
    rows = Membership.objects.filter(user=user, role__permissions__contains=[permission], legal_entity__is_active=True)
    return set(rows.values_list("legal_entity__code", flat=True))


def holders_of(legal_entity: LegalEntity, permission: str) -> QuerySet[User]:
    """Return the active users who hold a permission in a legal entity."""
    roles = Membership.objects.filter(legal_entity=legal_entity, role__permissions__contains=[permission])
    return User.objects.filter(is_active=True, pk__in=roles.values("user")).order_by("name", "email")


def _holding(memberships: list[Membership], permission: str) -> list[Membership]:
    """Return the memberships whose role holds a permission, all of them when none does: another role lends no larger limit."""
    return [membership for membership in memberships if permission in membership.role.permissions] or memberships


def _largest(limits: list[Decimal | None]) -> Decimal | None:
    known = [limit for limit in limits if limit is not None]
    return max(known) if len(known) == len(limits) else None
