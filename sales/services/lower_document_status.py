"""Let the document status of orders fall back when a document of theirs is cancelled (sales.md §7.4, §11.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from foundation.organization.models import LegalEntity
from sales.document_status import highest_documents
from sales.models import SalesOrder


def lower_document_status(entity: LegalEntity, order_ids: Collection[int], cancelled: str) -> None:
    """Set the document status of orders that stand at a kind of document to the highest one that remains.

    ``cancelled`` is the kind of which documents were cancelled; orders that went beyond it keep their status. The caller holds
    the locks of the orders.
    """
    there = list(SalesOrder.of(entity).filter(pk__in=order_ids, document_status=cancelled).values_list("pk", flat=True))
    by_status: dict[str, list[int]] = defaultdict(list)
    for key, status in highest_documents(entity, there, cancelled).items():
        if status != cancelled:
            by_status[status].append(key)
    for status, keys in by_status.items():
        SalesOrder.of(entity).filter(pk__in=keys).update(document_status=status)
