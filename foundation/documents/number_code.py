"""The code by which a scanner knows a document: its number as a QR code."""

from __future__ import annotations

from io import BytesIO

import segno

SCALE = 4


def number_code(number: str) -> bytes:
    """Return the code of a document's number as a PNG image."""
    target = BytesIO()
    segno.make_qr(number, error="m").save(target, kind="png", scale=SCALE, border=0)
    return target.getvalue()
