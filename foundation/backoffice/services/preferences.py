"""Keep what a reader chose for the screen."""

from __future__ import annotations

from typing import Any

from foundation.organization.models import User


def save_preferences(user: Any, *, language: str = "", theme: str = "", density: str = "") -> None:
    """Write the parts that were chosen, in one statement; blank parts stay as they are."""
    chosen: dict[str, Any] = {name: value for name, value in (("language", language), ("theme", theme)) if value}
    if density:
        chosen["dense"] = density == "dense"
    if chosen:
        User.objects.filter(pk=user.pk).update(**chosen)
