"""Locking stock: the on-hand row of an item in a warehouse is the lock of that stock (reliability.md §2, step 6)."""

from __future__ import annotations

from collections.abc import Iterable

from foundation.inventory.models import Item, OnHand
from foundation.organization.models import LegalEntity


def lock_stock(legal_entity: LegalEntity, pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], OnHand]:
    """Lock the on-hand rows of (item, warehouse) pairs in key order, making the missing ones; one statement when all are there."""
    wanted = sorted(set(pairs))
    if not wanted:
        return {}
    items, warehouses = [item for item, _ in wanted], [warehouse for _, warehouse in wanted]
    rows = OnHand.of(legal_entity).filter(item__in=set(items), warehouse__in=set(warehouses))
    locked = {(row.item_id, row.warehouse_id): row for row in rows.locked()}
    missing = [pair for pair in wanted if pair not in locked]
    if missing:
        _make_rows(legal_entity, missing)
        locked = {(row.item_id, row.warehouse_id): row for row in rows.locked()}
    return {pair: locked[pair] for pair in wanted}


def _make_rows(legal_entity: LegalEntity, pairs: list[tuple[int, int]]) -> None:
    negative = dict(Item.of(legal_entity).filter(pk__in={item for item, _ in pairs}).values_list("pk", "negative_stock"))
    OnHand.of(legal_entity).bulk_create(
        (
            OnHand(legal_entity=legal_entity, item_id=item, warehouse_id=warehouse, negative_allowed=negative[item])
            for item, warehouse in pairs
        ),
        ignore_conflicts=True,
    )
