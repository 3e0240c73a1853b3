"""What a line sells: an item, or something of a sales category whose item does not exist yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CategoryKey:
    """The key of a sales category, where the key of an item may stand as well."""

    category_id: int


SoldKey = int | CategoryKey
"""The key of an item, or of a sales category."""
