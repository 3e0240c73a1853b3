"""What the scripts of the product listen to: the attributes by which a page hands them a button."""

from __future__ import annotations

import re

from django.conf import settings

_SELECTED = re.compile(r"\[(data-[a-z-]+)")


def listened_to() -> set[str]:
    """Return the attributes that a script looks for when something is pressed."""
    found: set[str] = set()
    for script in (settings.BASE_DIR / "static" / "js").glob("*.js"):
        for line in script.read_text(encoding="utf-8").splitlines():
            if "closest" in line:
                found |= set(_SELECTED.findall(line))
    return found
