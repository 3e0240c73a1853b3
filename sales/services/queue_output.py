"""Queue what happens with a document of an order after the commit: archive its PDF and deliver it; posting never waits for paper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.db import transaction

from foundation.documents.services.outbox import OutboxItem, enqueue
from foundation.organization.models import LegalEntity
from sales.models import OrderConfirmation, PackingSlip
from sales.print_moments import PrintMoment
from sales.services.print_documents import print_originals

ARCHIVE_ORDER_DOCUMENT = "archive_order_document"
MOST_PRINTED_AT_ONCE = 20


def queue_output(
    entity: LegalEntity, document_type: str, documents: Sequence[OrderConfirmation] | Sequence[PackingSlip], *, print_moment: str
) -> None:
    """Write one outbox row per document, inside the posting's transaction; with the moment NO the PDF is only archived.

    With NOW the first papers are made as soon as the transaction is committed, before the posting answers; what fails then, and what
    is more than ``MOST_PRINTED_AT_ONCE``, is left to the worker.
    """
    payload = {"deliver": print_moment != PrintMoment.NO}
    enqueue(entity, [OutboxItem(ARCHIVE_ORDER_DOCUMENT, str(document_type), known.pk, known.number, payload) for known in documents])
    if print_moment == PrintMoment.NOW:
        keys = [known.pk for known in documents[:MOST_PRINTED_AT_ONCE]]
        transaction.on_commit(partial(print_originals, entity, document_type, keys), robust=True)
