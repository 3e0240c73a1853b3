"""What orders that credit invoices come to, as the credit note will have it: amounts, tax codes and rates (invoicing.md 6.1, 6.2).

Whoever keeps invoices registers how their book is read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from foundation.organization.models import LegalEntity
from sales.credited_parts import CreditBook
from sales.models import SalesOrderLine
from sales.services.working_orders import WorkingOrder

Reader = Callable[[LegalEntity, Mapping[int, int], Collection[int]], CreditBook]
"""Returns the book of order lines, given with their orders; credits of some orders do not count in it."""

_READERS: list[Reader] = []


def register_credit_book(reader: Reader) -> None:
    """Let the room of invoices say what is left of those that order lines credit."""
    _READERS.append(reader)


def read_credits(entity: LegalEntity, works: Iterable[WorkingOrder]) -> None:
    """Let orders in memory know what they credit; nothing is read where no line is below zero.

    What an order credited itself counts only where its totals are those of a next invoice.
    """
    for after_invoices in (False, True):
        chosen = [work for work in works if work.after_invoices == after_invoices]
        lines = {known.pk: work.order.pk for work in chosen for known in _below_zero(work)}
        for reader in _READERS if lines else ():
            book = reader(entity, lines, () if after_invoices else set(lines.values()))
            for work in chosen:
                work.credits = book


def _below_zero(work: WorkingOrder) -> Iterable[SalesOrderLine]:
    return (working.line for working in work.lines if working.line.pk and working.line.ordered_quantity < 0)


def credited_nets(work: WorkingOrder, book: CreditBook, quantities: Sequence[Decimal], nets: Sequence[Decimal]) -> list[Decimal]:
    """Return the net amounts of quantities of the live lines as the next credit note will have them, taken of the book."""
    whole = not (work.order.total_discount_percent or work.order.total_discount_amount)
    found = []
    for working, quantity, net in zip(work.live_lines, quantities, nets, strict=True):
        part = book.line_of(working.line.pk) if quantity < 0 and whole else None
        found.append(net if part is None else part.take(quantity, net))
    return found
