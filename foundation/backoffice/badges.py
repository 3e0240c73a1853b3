"""Small pieces of markup that Python and templates both need: status badges and icons."""

from __future__ import annotations

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html

from foundation.errors import Text

TONES = frozenset({"blue", "green", "amber", "red", "grey"})


def status_badge(text: Text, tone: str = "grey") -> str:
    """Return a status as a word with a coloured dot."""
    return format_html('<span class="status-badge tone-{}">{}</span>', tone if tone in TONES else "grey", text)


def icon(name: str, label: Text = "") -> str:
    """Return an icon of the sprite; without a label it is decoration and hidden from screen readers."""
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, _address(name))
    return _decoration(name)


def _address(name: str) -> str:
    return f"{static('icons/sprite.svg')}#{name}"


@lru_cache(maxsize=512)
def _decoration(name: str) -> str:
    """Return an icon without a label, which a page shows by the dozen."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', _address(name))
