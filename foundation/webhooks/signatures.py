"""Signatures of messages as Standard Webhooks has them: ``v1,`` and an HMAC-SHA-256 over id, time and body."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

PREFIX = "whsec_"


def written(secret: bytes) -> str:
    """Return a secret as people copy it into a receiver."""
    return PREFIX + base64.b64encode(secret).decode()


def headers(secrets: Iterable[bytes], event_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the three headers of a message; ``timestamp`` in seconds since 1970, one signature per secret."""
    signed = b".".join((event_id.encode(), str(timestamp).encode(), body))
    signatures = [f"v1,{base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()}" for secret in secrets]
    return {"webhook-id": event_id, "webhook-timestamp": str(timestamp), "webhook-signature": " ".join(signatures)}
