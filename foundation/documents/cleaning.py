"""What may not be on paper: control characters and bidirectional overrides (reliability.md §13)."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Return the text without control characters (tab and line feed stay), direction overrides and lone surrogates."""
    return _UNPRINTABLE.sub("", text)
