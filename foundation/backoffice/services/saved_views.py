"""Keep and forget saved views and the columns of a page."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.backoffice.models import SavedView
from foundation.organization.models import User

REMEMBERED = ""


def save_view(user: User, page: str, name: str, query: str, columns: Sequence[str]) -> SavedView:
    """Keep the view under a name; a view of the same name is replaced."""
    defaults = {"query": query, "columns": list(columns)}
    view, _created = SavedView.objects.update_or_create(user=user, page=page, name=name, defaults=defaults)
    return view


def remember_columns(user: User, page: str, columns: Sequence[str]) -> SavedView:
    """Keep the columns that the page shows to the user from now on; none means the columns it was built with."""
    return save_view(user, page, REMEMBERED, "", columns)


def remember_parameters(user: User, page: str, query: str) -> SavedView:
    """Keep the parameters, as a query string, that a posting dialog starts with next time."""
    return save_view(user, page, REMEMBERED, query, [])


def forget_view(user: User, page: str, name: str) -> None:
    """Remove a saved view of the user."""
    SavedView.objects.for_page(user, page).filter(name=name).delete()
