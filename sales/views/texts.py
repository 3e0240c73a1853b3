"""Texts that several pages of sales show."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language


def name_of(record: Any) -> str:
    """Return the name of a set-up record in the reader's language; blank for none."""
    if record is None:
        return ""
    return record.name_in(get_language() or "en") if hasattr(record, "name_in") else str(record)
