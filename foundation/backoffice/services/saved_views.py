"""Keep, share and forget saved views, and what is remembered of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from foundation.backoffice.errors import ViewLocked, ViewNameTaken
from foundation.backoffice.models import SavedView
from foundation.backoffice.models.saved_view import SHARE
from foundation.organization.access import Access
from foundation.organization.errors import PermissionMissing
from foundation.organization.models import Role, User

REMEMBERED = ""


@dataclass(frozen=True)
class Sharing:
    """With whom a view is shared: nobody else, everybody in the legal entity, or those there who have a role."""

    everybody: bool = False
    role: Role | None = None
    locked: bool = False
    is_default: bool = False

    @property
    def with_others(self) -> bool:
        """Tell whether anybody else shall see the view."""
        return self.everybody or self.role is not None


def save_view(user: User, page: str, name: str, query: str, columns: Sequence[str]) -> SavedView:
    """Keep the view under a name; an own view of the same name is replaced, its sharing stays. Raises ViewLocked."""
    known = SavedView.objects.for_page(user, page).filter(name=name, locked=True).first()
    if known is not None:
        raise ViewLocked(name=name)
    view, _created = SavedView.objects.update_or_create(
        user=user, page=page, name=name, defaults={"query": query, "columns": list(columns)}
    )
    return view


def change_view(view: SavedView, access: Access, query: str, columns: Sequence[str]) -> None:
    """Replace what a view shows by what is shown now. Raises ViewLocked, or PermissionMissing for a view of somebody else."""
    _check(view, access)
    if view.locked:
        raise ViewLocked(name=view.name)
    view.query, view.columns = query, list(columns)
    view.save(update_fields=["query", "columns"])


@transaction.atomic
def arrange_view(view: SavedView, access: Access, name: str, sharing: Sharing) -> None:
    """Rename a view and say who else sees it, whether it is locked and whether they start with it.

    Raises PermissionMissing without the right to share, ViewNameTaken when the owner has another view of that name.
    """
    _check(view, access)
    if (sharing.with_others or view.is_shared) and not access.may(SHARE):
        raise PermissionMissing(entity=access.legal_entity, permission=SHARE)
    if SavedView.objects.filter(user=view.user_id, page=view.page, name=name).exclude(pk=view.pk).exists():
        raise ViewNameTaken(name=name)
    view.name, view.locked = name, sharing.locked
    view.legal_entity = access.legal_entity if sharing.with_others else None
    view.role = sharing.role if sharing.with_others else None
    view.is_default = sharing.is_default and sharing.with_others
    if view.is_default:
        SavedView.objects.filter(page=view.page, legal_entity=view.legal_entity, role=view.role).update(is_default=False)
    view.save()


def forget_view(view: SavedView, access: Access) -> None:
    """Remove a saved view. Raises PermissionMissing for a view of somebody else."""
    _check(view, access)
    view.delete()


def start_with(user: User, page: str, view: SavedView | None) -> None:
    """Let the page start with a view for this user, or again as it was built."""
    SavedView.objects.update_or_create(user=user, page=page, name=REMEMBERED, defaults={"starts_with": view})


def remember_columns(user: User, page: str, columns: Sequence[str]) -> SavedView:
    """Keep the columns that the page shows to the user from now on; none means the columns it was built with."""
    return save_view(user, page, REMEMBERED, "", columns)


def remember_parameters(user: User, page: str, query: str) -> SavedView:
    """Keep the parameters, as a query string, that a posting dialog starts with next time."""
    return save_view(user, page, REMEMBERED, query, [])


def _check(view: SavedView, access: Access) -> None:
    if not view.may_be_changed(access):
        raise PermissionMissing(entity=access.legal_entity, permission=SHARE)
