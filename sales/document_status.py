"""Which documents of an order still stand, so that its document status can fall back when one is cancelled (sales.md §11.4).

Rooms above the core that make documents of orders, such as picking lists, register how to find the orders that have one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from foundation.organization.models import LegalEntity
from sales.models import OrderConfirmation, PackingSlip
from sales.statuses import DOCUMENT_RANK, DocumentStatus

Finder = Callable[[LegalEntity, Collection[int]], set[int]]

_finders: dict[str, Finder] = {}


def register_document(status: str, finder: Finder) -> None:
    """Say how to find those of some orders that have a standing document of a kind."""
    _finders[status] = finder


def highest_documents(entity: LegalEntity, order_ids: Collection[int], below: str) -> dict[int, str]:
    """Return the highest document up to and including a kind that still stands of each order; one query per kind."""
    found = dict.fromkeys(order_ids, str(DocumentStatus.NONE))
    known = sorted((kind for kind in _finders if DOCUMENT_RANK[kind] <= DOCUMENT_RANK[below]), key=lambda kind: DOCUMENT_RANK[kind])
    for kind in known:
        found |= dict.fromkeys(_finders[kind](entity, order_ids), str(kind))
    return found


def _confirmed(entity: LegalEntity, order_ids: Collection[int]) -> set[int]:
    return set(OrderConfirmation.of(entity).filter(order__in=order_ids).values_list("order_id", flat=True))


def _delivered(entity: LegalEntity, order_ids: Collection[int]) -> set[int]:
    return PackingSlip.of(entity).orders_with_one(order_ids)  # type: ignore[no-any-return]


register_document(DocumentStatus.CONFIRMATION, _confirmed)
register_document(DocumentStatus.PACKING_SLIP, _delivered)
