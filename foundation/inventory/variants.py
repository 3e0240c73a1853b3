"""A document line, a count or a reservation names a variant, never its master (sales.md §2.1)."""

from __future__ import annotations

from foundation.inventory.errors import VariantMissing
from foundation.inventory.models import Item

MOST_NAMED = 20


def require_variant(item: Item, field: str = "") -> None:
    """Refuse a master, and name some of the variants that may stand there instead; raises VariantMissing (ORD-06)."""
    if not item.is_master:
        return
    variants = Item.of(item.legal_entity_id).sellable().variants_of(item).values_list("number", flat=True)[:MOST_NAMED]
    raise VariantMissing(i=item, variants=", ".join(variants), field=field)
