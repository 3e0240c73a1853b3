"""Times of a clock on the wall: what recurrences are laid out in, before a time zone makes instants of them."""

from __future__ import annotations

from datetime import datetime


def wall(*parts: int) -> datetime:
    """Return the local time of year, month, day, hour and minute."""
    return datetime(*parts)  # noqa: DTZ001 -- a wall time has no zone
