"""Terms that a room above the core of sales settles for order lines, such as those of sales agreements (sales.md §15.3).

The core never knows who settles them. Orders that nobody agreed anything for take no statement more: what is agreed is found
in the relations that a provider names, which are read with orders and lines, and in what a new order says of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from foundation.organization.models import LegalEntity
from sales.models import SalesOrder, SalesOrderLine
from sales.services.price_lines import LinePrices
from sales.services.working_orders import OrderContext, WorkingOrder


@dataclass(frozen=True, slots=True)
class AgreedHeader:
    """What was agreed for the header of an order, by field, and how people name the agreement."""

    name: str
    header: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TermsOffer:
    """What a new order of a customer can follow: its key, and how people name it."""

    key: int
    name: str


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

    def offers(self, entity: LegalEntity, customer_id: int) -> Sequence[TermsOffer]:
        """Return what a new order of a customer can follow: one statement."""
        ...

    def choose(self, entity: LegalEntity, customer_id: int, number: str) -> int | None:
        """Return the key of what a new order is to follow, None when the customer has nothing of that number; raises why not."""
        ...

    def agreed_header(self, entity: LegalEntity, key: int) -> AgreedHeader | None:
        """Return what was agreed for the header of an order that follows a key of ``offers``: one statement."""
        ...

    def followed_by(self, order: SalesOrder) -> str | None:
        """Return the number of what an order follows that was read with ``order_relations``; reads nothing."""
        ...

    def line_follows(self, line: SalesOrderLine) -> tuple[str, int] | None:
        """Return number and line of what a line counts on that was read with ``line_relations``; reads nothing."""
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


def offers(entity: LegalEntity, customer_id: int) -> list[TermsOffer]:
    """Return what new orders of a customer can follow."""
    return [offer for provider in _PROVIDERS for offer in provider.offers(entity, customer_id)]


def choose(entity: LegalEntity, customer_id: int, number: str) -> int | None:
    """Return the key of what a new order is to follow; None when nothing of the customer has that number."""
    found = (provider.choose(entity, customer_id, number) for provider in _PROVIDERS)
    return next((key for key in found if key is not None), None)


def agreed_header(entity: LegalEntity, key: int) -> AgreedHeader | None:
    """Return what was agreed for the header of an order that follows an agreement."""
    found = (provider.agreed_header(entity, key) for provider in _PROVIDERS)
    return next((agreed for agreed in found if agreed is not None), None)


def followed_by(order: SalesOrder) -> str | None:
    """Return the number of what an order follows, as it was read."""
    return next((number for provider in _PROVIDERS if (number := provider.followed_by(order)) is not None), None)


def line_follows(line: SalesOrderLine) -> tuple[str, int] | None:
    """Return number and line of what an order line counts on, as it was read."""
    return next((known for provider in _PROVIDERS if (known := provider.line_follows(line)) is not None), None)
