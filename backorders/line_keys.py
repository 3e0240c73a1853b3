"""Chosen lines in an address: what *Link on change view* keeps when the other view of a list is opened (sales.md §19.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters as filters
from django import forms
from django.core.validators import EMPTY_VALUES
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

MOST_LINES = 500
MOST_DIGITS = 18


@dataclass(frozen=True)
class LineKeys:
    """Keys of lines; in words their number, for no address needs to say more."""

    keys: tuple[int, ...]

    def __str__(self) -> str:
        """Return how many there are."""
        return ngettext("%(count)s line", "%(count)s lines", len(self.keys)) % {"count": len(self.keys)}


class LineKeysField(forms.Field):
    """Reads keys as an address carries them: ``12,15``."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> LineKeys | None:
        """Return the keys, None for none; raises ValidationError for what is none."""
        if value in EMPTY_VALUES:
            return None
        parts = str(value).split(",")
        if len(parts) > MOST_LINES or not all(part.isascii() and part.isdecimal() and len(part) <= MOST_DIGITS for part in parts):
            raise forms.ValidationError(_("These are no lines."))
        return LineKeys(tuple(map(int, parts)))


class LinesFilter(filters.Filter):
    """Keeps chosen lines, or their transactions; it has no input of its own and goes by its chip."""

    field_class = LineKeysField

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Chosen"), **options)

    def filter(self, qs: Any, value: LineKeys | None) -> Any:
        """Return the rows of the lines."""
        return qs if value is None else qs.of_line_keys(value.keys)
