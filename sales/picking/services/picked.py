"""What of orders is picked, on lists or in the stock."""

from __future__ import annotations

from collections.abc import Collection

from foundation.organization.models import LegalEntity
from sales.picking.models import PickingList


def orders_with_list(entity: LegalEntity, order_ids: Collection[int]) -> set[int]:
    """Return those of some orders that have a picking list nobody cancelled."""
    return PickingList.of(entity).orders_with_one(order_ids)  # type: ignore[no-any-return]
