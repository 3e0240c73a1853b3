"""What of one item can still be promised, day by day (sales.md §12.3)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from foundation.inventory.models import Item
from foundation.organization.models import LegalEntity
from sales.atp import AtpDay
from sales.models import SalesParameters
from sales.services.promise_dates import Earliest, PromiseBook


@dataclass(frozen=True, slots=True)
class Available:
    """The table of an item in its inventory unit, and the first day for a quantity where one was asked for."""

    days: list[AtpDay]
    earliest: Earliest | None = None

    @property
    def moving(self) -> list[AtpDay]:
        """Today, and the days on which something is expected to come or go."""
        return [known for number, known in enumerate(self.days) if not number or known.receipts or known.issues]


def available_to_promise_of(entity: LegalEntity, item: Item, warehouse_id: int | None = None, quantity: Decimal | None = None) -> Available:
    """Return the ATP of an item in a warehouse, or in all that goods are sold from, in three queries."""
    book = PromiseBook.load(entity, SalesParameters.of(entity), [item.pk])
    place = (item.pk, warehouse_id)
    return Available(book.table(place), book.earliest_of_stock(place, quantity) if quantity else None)
