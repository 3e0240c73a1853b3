"""ETags: the hash of what a caller read, so that a change can say which state it was meant for (sales.md 1.5)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder

from foundation.backoffice.api.problems import PreconditionFailed


def etag_of(representation: Any) -> str:
    """Return the ETag of a representation: the same data gives the same tag, whatever wrote it."""
    canonical = json.dumps(representation, sort_keys=True, separators=(",", ":"), cls=JSONEncoder)
    return f'"{hashlib.sha256(canonical.encode()).hexdigest()[:32]}"'


def check_unchanged(request: Request, representation: Any) -> None:
    """Raise PreconditionFailed (412) when the request names another state than the present one in If-Match."""
    wanted = request.headers.get("If-Match", "").strip()
    if not wanted or wanted == "*":
        return
    tags = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
    if etag_of(representation) not in tags:
        raise PreconditionFailed
