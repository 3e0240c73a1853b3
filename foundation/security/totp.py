"""Codes of a device that shares a secret with us and a clock: RFC 6238 with SHA-1, six digits, half minutes.

The values are those that every authenticator app understands. Pure functions; nothing here reads or writes.
"""

from __future__ import annotations

import base64
import hmac
from hashlib import sha1
from urllib.parse import quote, urlencode

DIGITS = 6
STEP_SECONDS = 30
DRIFT_STEPS = 1
SECRET_BYTES = 20


def code_at(secret: bytes, step: int) -> str:
    """Return the six digits that a device shows in a half minute, counted from 1970."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def matching_step(secret: bytes, code: str, now: float, *, after: int = 0) -> int | None:
    """Return the half minute of a code, at most one before or after now and later than ``after``; None when it is wrong.

    Every candidate is compared in constant time, so that the answer's time tells nothing.
    """
    current = int(now) // STEP_SECONDS
    found = None
    for step in range(current - DRIFT_STEPS, current + DRIFT_STEPS + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def as_text(secret: bytes) -> str:
    """Return the secret as it is typed into a device without a camera."""
    return base64.b32encode(secret).decode().rstrip("=")


def enrolment_address(secret: bytes, account: str, issuer: str) -> str:
    """Return the address that the QR code holds."""
    values = {"secret": as_text(secret), "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS, "algorithm": "SHA1"}
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{urlencode(values, quote_via=quote)}"
