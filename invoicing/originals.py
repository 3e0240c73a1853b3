"""Which posted invoice lines the credited lines of an invoice go back to: a credit note names its originals (invoicing.md 9.7).

Whoever keeps the origin of order lines registers how it is found; floors above do so for lines of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from foundation.organization.models import LegalEntity
from invoicing.models import CustomerInvoiceLine
from invoicing.planning import InvoiceDraft, Original


@dataclass(frozen=True, slots=True)
class Credited:
    """The key of the invoice line that an order line credits, and why, in words for the customer."""

    line_id: int
    reason: str


Finder = Callable[[LegalEntity, Collection[int]], Mapping[int, Credited]]
"""Returns what order lines credit, by order line; lines that credit no invoice are left out."""

_FINDERS: list[Finder] = []


def register_originals(finder: Finder) -> None:
    """Let a room say which invoice lines its order lines credit."""
    _FINDERS.append(finder)


def name_originals(legal_entity: LegalEntity, drafts: Iterable[InvoiceDraft]) -> None:
    """Set on every draft line that credits an invoice line which one, and why; nothing is read where no line is below zero."""
    credited = [line for draft in drafts for line in draft.lines if line.quantity < 0]
    if not credited:
        return
    order_lines = {line.line.id for line in credited}
    origins = {order_line: found for find in _FINDERS for order_line, found in find(legal_entity, order_lines).items()}
    invoices = CustomerInvoiceLine.of(legal_entity).invoices_of({found.line_id for found in origins.values()})
    known = {key: (invoice, number, day) for key, invoice, number, day in invoices}
    for line in credited:
        found = origins.get(line.line.id)
        if found is not None:
            line.original = Original(found.line_id, *known[found.line_id], found.reason)
