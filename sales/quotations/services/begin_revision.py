"""Let a quotation that the customer has become its next revision before it is changed (sales.md §5.2)."""

from __future__ import annotations

from sales.quotations.errors import StartRevision
from sales.quotations.models import Quotation
from sales.quotations.statuses import QuotationStatus
from sales.services.line_changes import Changes


def begin_revision(quotation: Quotation, *, agreed: bool) -> Changes:
    """Let a quotation that the customer has become its next revision, and return what changed. Raises StartRevision (QUO-03)."""
    if quotation.status != QuotationStatus.SENT:
        return {}
    if not agreed:
        raise StartRevision(n=quotation.revision + 1)
    quotation.status, quotation.revision = QuotationStatus.CREATED, quotation.revision + 1
    return {"revision": [str(quotation.revision - 1), str(quotation.revision)]}
