"""What should be known of a remainder that is cancelled: a question that sales ask whatever stands above them (sales.md §12.5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal

from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity
from sales.models import SalesOrderLine

Finder = Callable[[LegalEntity, Mapping[int, Decimal]], Sequence[BusinessRuleError]]
_FINDERS: list[Finder] = []


def register_cancellation_notices(finder: Finder) -> None:
    """Let an app above tell of the cancellation of quantities of order lines, by their keys."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def cancellation_notices(
    entity: LegalEntity, order_ids: Collection[int], wanted: Mapping[int, Decimal] | None = None
) -> list[BusinessRuleError]:
    """Return what is to be known of cancelling what is left of orders, or the quantities wanted of lines; asked before it is done."""
    lines = SalesOrderLine.of(entity).filter(order__in=list(order_ids)).with_remainders()
    rest = {line.pk: line.deliver_rest if wanted is None else wanted.get(line.pk, Decimal(0)) for line in lines}
    cancelled = {key: quantity for key, quantity in rest.items() if quantity}
    return [notice for finder in _FINDERS for notice in finder(entity, cancelled)] if cancelled else []
