"""How often somebody may ask: so many requests of a kind within a minute, counted in the cache (reliability.md §12)."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

WINDOW_SECONDS = 60
ANONYMOUS, CLIENT, POSTING, EXPORT, PDF, LOOK_UP = "anonymous", "client", "posting", "export", "pdf", "look_up"
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
POSTING_VERBS = ("post_", "confirm_", "correct_")


def seconds_to_wait(kind: str, who: str) -> int:
    """Count a request and return how long the caller must wait; 0 within the limit, and while the cache does not answer."""
    limit = settings.RATES.get(kind, 0)
    if not limit:
        return 0
    now = int(time.time())
    key = f"rate-{kind}-{hashlib.sha256(who.encode()).hexdigest()[:24]}-{now // WINDOW_SECONDS}"
    try:
        cache.add(key, 0, WINDOW_SECONDS)
        count = cache.incr(key)
    except (RedisError, OSError, ValueError):
        return 0
    return WINDOW_SECONDS - now % WINDOW_SECONDS if count > limit else 0


def kind_of(permission: str, method: str, view: Any, query: Any) -> str:
    """Return which limit a request falls under: what its view names, else what the asked permission is about."""
    named = str(getattr(view, "rate", ""))
    verb = permission.partition(".")[2]
    if named:
        return named
    if "export" in query:
        return EXPORT
    return POSTING if method in CHANGING and verb.startswith(POSTING_VERBS) else CLIENT
