"""Characters that no text has: NUL, and half of a character that no database column takes."""

from __future__ import annotations

from collections.abc import Iterable

NUL = "\0"
FIRST_SURROGATE, LAST_SURROGATE = "\ud800", "\udfff"


def is_text(values: Iterable[str]) -> bool:
    """Tell whether values hold neither NUL nor half of a character, which no database column takes."""
    return not any(letter == NUL or FIRST_SURROGATE <= letter <= LAST_SURROGATE for value in values for letter in _suspects(value))


def _suspects(value: str) -> str:
    """Return the value where it may hold such a character, else nothing: most texts are plain."""
    return "" if value.isascii() and NUL not in value else value
