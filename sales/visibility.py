"""Orders that the lists of sales do not show yet: rooms above name them, such as returns that nothing arrived of (sales.md §14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_SOURCES: dict[str, Callable[[], Any]] = {}


def register_hidden(name: str, source: Callable[[], Any]) -> None:
    """Hide the orders that a source's rows name by their ``order``: rows of the legal entity in scope, looked up inside other queries."""
    _SOURCES[name] = source


def hidden_orders() -> list[Any]:
    """Return the querysets whose rows name the orders that lists leave out."""
    return [source() for source in _SOURCES.values()]
