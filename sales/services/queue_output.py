"""Queue what happens with a document of an order after the commit: archive its PDF and deliver it; posting never waits for paper."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.documents.services.outbox import OutboxItem, enqueue
from foundation.organization.models import LegalEntity
from sales.models import OrderConfirmation, PackingSlip

ARCHIVE_ORDER_DOCUMENT = "archive_order_document"


def queue_output(
    entity: LegalEntity, document_type: str, documents: Sequence[OrderConfirmation] | Sequence[PackingSlip], *, send: bool
) -> None:
    """Write one outbox row per document, inside the posting's transaction; without ``send`` the PDF is only archived."""
    enqueue(
        entity, [OutboxItem(ARCHIVE_ORDER_DOCUMENT, str(document_type), known.pk, known.number, {"deliver": send}) for known in documents]
    )
