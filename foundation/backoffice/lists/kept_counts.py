"""Counts of long lists are kept for half a minute: they cost more than the page, and the last row matters to nobody."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256

from django.core.cache import cache
from redis.exceptions import RedisError

SECONDS = 30
LONG = 1_000


def kept_counts(name: str, count: Callable[[], list[int]]) -> list[int]:
    """Return counts by their name, as they were at most half a minute ago.

    Short lists are counted anew every time, and so are all while the cache does not answer.
    """
    known = known_counts(name)
    if known is not None:
        return known
    counts = count()
    if max(counts, default=0) >= LONG:
        with suppress(RedisError, OSError):
            cache.set(_key(name), counts, SECONDS)
    return counts


def known_counts(name: str) -> list[int] | None:
    """Return the counts that are kept under a name, None when there are none."""
    known: list[int] | None = None
    with suppress(RedisError, OSError):
        known = cache.get(_key(name))
    return known


def _key(name: str) -> str:
    return f"counts:{sha256(name.encode()).hexdigest()}"
