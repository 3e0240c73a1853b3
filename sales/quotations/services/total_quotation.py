"""What a quotation comes to, figure by figure (sales.md §5.6). Reads only, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from foundation.ledger.tax_setup import TaxSetup
from foundation.money import ZERO
from foundation.organization.models import LegalEntity
from sales.quotations.services.working_quotations import load_quotation
from sales.services.summarise_order import OrderSummary, summarise


@dataclass(frozen=True)
class TotalsOfQuotation:
    """The totals of a quotation in its currency; ``quantity`` adds up what is offered, each line in its own unit."""

    currency: str
    quantity: Decimal
    line_count: int
    summary: OrderSummary


def total_quotation(entity: LegalEntity, quotation_id: int) -> TotalsOfQuotation:
    """Return the totals of a stored quotation with tax as it would be today."""
    loaded = load_quotation(entity, quotation_id).loaded
    work = loaded.only()
    quantity = sum((working.line.ordered_quantity for working in work.live_lines), ZERO)
    return TotalsOfQuotation(work.order.currency_id, quantity, len(work.live_lines), summarise(loaded, work, TaxSetup.load(entity)))
