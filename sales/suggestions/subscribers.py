"""What suggestions do when people enter lines: look for rules that fire."""

from __future__ import annotations

from foundation.events import subscribe
from sales.events import LinesEntered
from sales.suggestions.services.offer_suggestions import offer_suggestions


@subscribe(LinesEntered)
def suggest(event: LinesEntered) -> None:
    """Write down what is suggested for the order; its page shows it."""
    offer_suggestions(event.legal_entity, event.order_id, event.user)
