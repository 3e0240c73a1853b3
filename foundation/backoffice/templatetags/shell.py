"""Filters of the frame: the tone and icon of a message."""

from __future__ import annotations

from django import template

register = template.Library()

TONES = {"success": "green", "warning": "amber", "error": "red"}
ICONS = {"success": "circle-check", "warning": "alert-triangle", "error": "alert-circle"}


@register.filter
def message_tone(level: str) -> str:
    """Return the tone of a message's level."""
    return TONES.get(level, "blue")


@register.filter
def message_icon(level: str) -> str:
    """Return the icon of a message's level."""
    return ICONS.get(level, "info-circle")
