"""How the dimensions of masters are called, and which of them a table of variants shows."""

from __future__ import annotations

from django.db.models import Field

from foundation.backoffice.inventory.tables import VariantTable
from foundation.backoffice.lists import ListTable
from foundation.errors import Text
from foundation.inventory.models import DIMENSIONS, Item


def _label(name: str) -> Text:
    stored: Field[str, str] = Item._meta.get_field(name)  # type: ignore[assignment]
    return stored.verbose_name


LABELS: dict[str, Text] = {name: _label(name) for name in DIMENSIONS}
"""Each dimension in the reader's language."""


def dimension_labels(item: Item) -> list[str]:
    """Return the active dimensions of a master in the reader's language."""
    return [str(LABELS[name]) for name in item.dimensions]


def variant_table(item: Item) -> type[ListTable]:
    """Return the columns of a master's variants: of the dimensions only those that are active."""
    absent: dict[str, object] = {name: None for name in DIMENSIONS if name not in item.dimensions}
    return type("VariantTable", (VariantTable,), absent)
