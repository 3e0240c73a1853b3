"""Queue what happens with an invoice after the commit: archive its PDF and deliver it; posting never waits for paper."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.organization.models import LegalEntity
from invoicing.models import CustomerInvoice


def queue_output(legal_entity: LegalEntity, invoices: Sequence[CustomerInvoice], *, send: bool) -> None:
    """Write one outbox row per invoice, inside the posting's transaction."""
