"""Which posted invoice lines the credited lines of an invoice go back to: a credit note names its originals (invoicing.md 9.7).

Whoever keeps the origin of order lines registers how it is found; floors above do so for lines of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from foundation.organization.models import LegalEntity


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


def credited_by(legal_entity: LegalEntity, order_lines: Collection[int]) -> dict[int, Credited]:
    """Return what order lines credit, by order line; those that credit no invoice are left out."""
    return {order_line: found for find in _FINDERS for order_line, found in find(legal_entity, order_lines).items()}
