"""Routes of apps: each app lists its own, the root puts them under one address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin


@dataclass(frozen=True)
class Route:
    """A resource at an address below the legal entity: a viewset, or a plain view."""

    address: str
    view: type[APIView]
    name: str = ""


def patterns(routes: Iterable[Route]) -> list[URLPattern | URLResolver]:
    """Return the URL patterns of routes, without trailing slashes."""
    router = SimpleRouter(trailing_slash=False)
    plain: list[Any] = []
    for route in routes:
        name = route.name or route.address
        if issubclass(route.view, ViewSetMixin):
            router.register(route.address, route.view, basename=name)  # type: ignore[arg-type]
        else:
            plain.append(path(route.address, route.view.as_view(), name=name))
    return [*plain, *router.urls]
