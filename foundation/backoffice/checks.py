"""System check: every route of the web interface declares a permission that the matrix knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from foundation.backoffice.permissions import WITHOUT_MATRIX
from foundation.organization.roles import MATRIX

FRAMEWORK_MODULES = ("django.contrib.staticfiles", "django.views.static")


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every route with its view, the API and static files aside."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and not _judged_elsewhere(pattern.callback):
            yield path, pattern.callback


def check_permissions(**_kwargs: Any) -> list[CheckMessage]:
    """Report routes without a permission, or with one that no role could hold."""
    return [message for path, view in routes() for message in _check_route(path, view)]


def _check_route(path: str, view: Any) -> Iterator[CheckMessage]:
    view_class = getattr(view, "view_class", None)
    required = getattr(view_class, "permission_required", "")
    if not required:
        yield Error(f"Route {path} declares no permission_required.", id="backoffice.E001", obj=view_class or view)
        return
    for name in {required, getattr(view_class, "permission_to_change", "") or required}:
        if name not in WITHOUT_MATRIX and name not in MATRIX:
            yield Error(f"Route {path} asks for {name}, which is not in the matrix.", id="backoffice.E002", obj=view_class)
        elif name not in {"public", "signed_in"} and "<entity:entity>" not in path:
            yield Error(f"Route {path} asks for {name}, but names no legal entity.", id="backoffice.E003", obj=view_class)


def _judged_elsewhere(view: Any) -> bool:
    return hasattr(view, "cls") or getattr(view, "__module__", "").startswith(FRAMEWORK_MODULES)
