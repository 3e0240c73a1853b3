"""What a view may ask of its visitor, beside a row of the permission matrix, and what it asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.urls import resolve

from foundation.backoffice.addresses import entity_url
from foundation.organization.access import Access

PUBLIC = "public"
"""Anybody, signed in or not."""

SIGNED_IN = "signed_in"
"""Any user of the web interface."""

MEMBER = "member"
"""Any user with a role in the legal entity of the path."""

CHANGE_ACTIVITY = "backoffice.change_activity"
"""Giving somebody something to do about a record, and ticking it off."""

ADD_NOTE = "backoffice.add_note"
"""Leaving notes and files around a record that one may see."""

WITHOUT_MATRIX = frozenset({PUBLIC, SIGNED_IN, MEMBER})

UNSAFE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def required_permission(view: Callable[..., Any], method: str) -> str:
    """Return what a view asks of its visitor; raises ImproperlyConfigured when it does not say."""
    view_class = getattr(view, "view_class", None)
    declared = getattr(view_class, "permission_required", "")
    if method in UNSAFE_METHODS:
        declared = getattr(view_class, "permission_to_change", "") or declared
    if not declared:
        raise ImproperlyConfigured(f"{view_class or view} declares no permission_required")
    return str(declared)


def may_open(access: Access, page: str) -> bool:
    """Tell whether somebody with a role in the legal entity may look at the page of a record."""
    required = _asked_by(page)
    return required in WITHOUT_MATRIX or access.may(required)


@cache
def _asked_by(page: str) -> str:
    return required_permission(resolve(entity_url("ANY", page, pk=1)).func, "GET")
