"""Texts that a spreadsheet would take for a formula: an apostrophe before them on the way out, none on the way in (reliability.md §14)."""

from __future__ import annotations

_SKIPPED = "' \u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff"
_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")


def looks_like_formula(text: str) -> bool:
    """Tell whether the first visible character would make a spreadsheet calculate.

    Apostrophes are passed over too: a text that begins with one of its own gets another, so that taking one away again
    gives back what was there.
    """
    return text.lstrip(_SKIPPED).startswith(_SIGNS)


def guarded(text: str) -> str:
    """Return a text that a spreadsheet shows as it is."""
    return f"'{text}" if looks_like_formula(text) else text


def without_guard(text: str) -> str:
    """Return what ``guarded`` was given."""
    return text[1:] if text.startswith("'") and looks_like_formula(text[1:]) else text
