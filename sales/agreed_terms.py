"""Terms that a room above the core of sales settles for order lines, such as those of sales agreements (sales.md §15.3).

The core never knows who settles them. Orders that nobody agreed anything for take no statement more: what is agreed is found
in the relations that a provider names, which are read with orders and lines, and in what a new order says of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from foundation.organization.models import LegalEntity
from sales.services.price_lines import LinePrices
from sales.services.working_orders import OrderContext, WorkingOrder


class TermsProvider(Protocol):
    """Settles terms of order lines; the relations are paths that orders and lines are read with, one to one."""

    order_relations: Sequence[str]
    line_relations: Sequence[str]

    def settle(self, context: OrderContext, works: Sequence[WorkingOrder], found: Mapping[int, LinePrices]) -> None:
        """Set ``agreed`` of the lines that have terms, before prices are set; refusals and notices go to the orders.

        ``found`` holds what the search found by the ``id`` of the line in memory.
        """
        ...

    def keep(self, entity: LegalEntity, works: Iterable[WorkingOrder]) -> None:
        """Write what was settled, after orders and lines were written, in the same transaction."""
        ...

    def check_confirmation(self, work: WorkingOrder) -> None:
        """Raise why an order cannot be confirmed as it is agreed; reads nothing."""
        ...

    def leave(self, work: WorkingOrder, confirmed: bool) -> None:
        """End the terms of an order that becomes a draft; raises a question while nobody confirmed that. Reads nothing."""
        ...


_PROVIDERS: list[TermsProvider] = []


def register_terms(provider: TermsProvider) -> None:
    """Let a provider settle terms; once per class."""
    if type(provider) not in {type(known) for known in _PROVIDERS}:
        _PROVIDERS.append(provider)


def order_relations() -> list[str]:
    """Return what orders are read with."""
    return [path for provider in _PROVIDERS for path in provider.order_relations]


def line_relations() -> list[str]:
    """Return what lines are read with."""
    return [path for provider in _PROVIDERS for path in provider.line_relations]


def settle(context: OrderContext, works: Sequence[WorkingOrder], found: Mapping[int, LinePrices]) -> None:
    """Let every provider settle the terms of some orders."""
    for provider in _PROVIDERS:
        provider.settle(context, works, found)


def keep(entity: LegalEntity, works: Iterable[WorkingOrder]) -> None:
    """Let every provider write what it settled."""
    known = list(works)
    for provider in _PROVIDERS:
        provider.keep(entity, known)


def check_confirmation(work: WorkingOrder) -> None:
    """Raise what a provider has against confirming an order."""
    for provider in _PROVIDERS:
        provider.check_confirmation(work)


def leave(work: WorkingOrder, confirmed: bool) -> None:
    """Let every provider end the terms of an order that becomes a draft."""
    for provider in _PROVIDERS:
        provider.leave(work, confirmed)
