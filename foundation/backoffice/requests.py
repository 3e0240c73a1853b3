"""The request as views below a legal entity see it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from foundation.organization.access import Access
from foundation.organization.models import LegalEntity, User


class EntityRequest(HttpRequest):
    """A request whose path named a legal entity in which the user has a role; the middleware sets the attributes."""

    user: User
    entity: LegalEntity
    access: Access
    htmx: Any
    csp_nonce: str
    request_id: str


def wants_part(request: HttpRequest, target: str) -> bool:
    """Tell whether htmx asks for the part of the page with this id, rather than for the page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request and htmx.target == target


def safe_path(address: str, fallback: str) -> str:
    """Return an address of this site without its host, or the fallback for any other."""
    if not url_has_allowed_host_and_scheme(address, allowed_hosts=None) or not address.startswith("/"):
        return fallback
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
