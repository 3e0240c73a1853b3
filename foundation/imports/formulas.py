"""Texts that a spreadsheet would take for a formula: an apostrophe before them on the way out, none on the way in (reliability.md §14)."""

from __future__ import annotations

_INVISIBLE = " \u00a0\u200b\u200c\u200d\u2060\ufeff"
_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")


def looks_like_formula(text: str) -> bool:
    """Tell whether the first visible character would make a spreadsheet calculate."""
    return text.lstrip(_INVISIBLE).startswith(_SIGNS)


def guarded(text: str) -> str:
    """Return a text that a spreadsheet shows as it is."""
    return f"'{text}" if looks_like_formula(text) else text


def without_guard(text: str) -> str:
    """Return what ``guarded`` was given."""
    return text[1:] if text.startswith("'") and looks_like_formula(text[1:]) else text
