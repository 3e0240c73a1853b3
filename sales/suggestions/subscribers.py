"""What suggestions do when people enter lines: look for rules that fire."""

from __future__ import annotations

from foundation.events import subscribe
from sales.events import LinesEntered
from sales.quotations.events import QuotationLinesEntered
from sales.suggestions.places import ON_QUOTATIONS
from sales.suggestions.services.offer_suggestions import offer_suggestions


@subscribe(LinesEntered)
def suggest(event: LinesEntered) -> None:
    """Write down what is suggested for the order; its page shows it."""
    offer_suggestions(event.legal_entity, event.order_id, event.user)


@subscribe(QuotationLinesEntered)
def suggest_on_quotation(event: QuotationLinesEntered) -> None:
    """Write down what is suggested for the quotation; its page shows it."""
    offer_suggestions(event.legal_entity, event.quotation_id, event.user, ON_QUOTATIONS)
