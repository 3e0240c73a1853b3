"""The code by which a scanner knows a document: its number as a QR code."""

from __future__ import annotations

from io import BytesIO

import segno


def number_code(number: str) -> bytes:
    """Return the code of a document's number as an SVG image."""
    target = BytesIO()
    segno.make_qr(number, error="m").save(target, kind="svg", scale=2, border=0, xmldecl=False, nl=False)
    return target.getvalue()
