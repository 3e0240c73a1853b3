"""Orders that the lists of sales do not show yet: rooms above name them, such as returns that nothing arrived of (sales.md §14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_SOURCES: dict[str, Callable[[], Any]] = {}


def register_hidden(name: str, source: Callable[[], Any]) -> None:
    """Hide the orders whose keys a source gives as a queryset of the legal entity in scope, evaluated inside other queries."""
    _SOURCES[name] = source


def hidden_orders() -> list[Any]:
    """Return the querysets of the keys of the orders that lists leave out."""
    return [source() for source in _SOURCES.values()]
