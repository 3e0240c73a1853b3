"""Split an expected line of a return, so that its parts can come back in different ways (sales.md §14.5, §21)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from returns.models import ReturnLine
from returns.services.return_book import ReturnBook
from returns.statuses import return_line_states
from sales.errors import NotSplittable, TooManyDecimals


@transaction.atomic
def split_return_line(entity: LegalEntity, line_id: int, quantity: Decimal, user: User) -> ReturnLine:
    """Put a positive quantity of an expected line on a new line of the same price, cost and invoice line, and return that line.

    Raises GEN-06 unless the line is expected, ORD-54 for a quantity that leaves nothing on one of the two, and ORD-03.
    """
    book = ReturnBook.open(entity, [line_id])
    line = book.lines[line_id]
    return_line_states.check("split", line)
    sold = line.order_line
    expected, unit = -sold.deliver_remainder, book.loaded.context.units[sold.unit_id]
    if not 0 < quantity < expected:
        raise NotSplittable(l=sold.line_number, q=f"{expected.normalize():f}")
    if quantity % unit.step:
        raise TooManyDecimals(q=f"{quantity.normalize():f}", u=unit, n=unit.decimals, field="quantity")
    made = book.split(line, expected - quantity)
    book.save()
    told = {f"lines.{made.order_line.line_number}": [None, f"{made.order_line.ordered_quantity.normalize():f} × {sold.name}"]}
    audit.record(entity, user, "line split", book.returns, changes={line.return_order_id: told})
    return made
