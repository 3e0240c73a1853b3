"""Keeps a short secret unreadable in the database: masked with a keystream that only the installation's key can make.

The keystream is an HMAC-SHA-256 of a fresh random nonce under ``SECRET_KEY``, at least as long as the secret and never used
twice. While a key is being replaced, what an older key sealed is read with ``SECRET_KEY_FALLBACKS``.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "foundation.security.sealing"
LONGEST = 32


def seal(secret: bytes) -> tuple[bytes, bytes]:
    """Return a nonce and the sealed secret; secrets of at most 32 bytes."""
    if len(secret) > LONGEST:
        raise ValueError(f"A sealed secret has at most {LONGEST} bytes")
    nonce = secrets.token_bytes(LONGEST)
    return nonce, _mask(secret, nonce, settings.SECRET_KEY)


def candidates(nonce: bytes | memoryview, sealed: bytes | memoryview) -> Iterator[bytes]:
    """Yield what the sealed bytes are under the key of today, then under each older one."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield _mask(bytes(sealed), bytes(nonce), key)


def _mask(value: bytes, nonce: bytes, key: str) -> bytes:
    stream = salted_hmac(SALT, nonce, secret=key, algorithm="sha256").digest()
    return bytes(one ^ other for one, other in zip(value, stream, strict=False))
