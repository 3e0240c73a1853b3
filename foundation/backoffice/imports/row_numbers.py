"""Rows as people name them: ``2-40, 57``."""

from __future__ import annotations

import re

from foundation.backoffice.errors import NoSuchRows

_PART = re.compile(r"^(\d{1,7})(?:\s*[-–]\s*(\d{1,7}))?$", re.ASCII)


def read_row_numbers(text: str) -> list[tuple[int, int]]:
    """Return the first and last row of every part, nothing for a blank text. Raises NoSuchRows (LST-05)."""
    spans = []
    for part in filter(None, (part.strip() for part in re.split(r"[,;]", text))):
        found = _PART.match(part)
        if found is None:
            raise NoSuchRows(rows=part)
        first, last = int(found[1]), int(found[2] or found[1])
        spans.append((min(first, last), max(first, last)))
    return spans
