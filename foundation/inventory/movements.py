"""Stock movements as plain data: what a document line asks of the stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class StockLine:
    """A quantity of a stocked item for one document line, in inventory units, signed as on a sales line: a sale is positive.

    ``origin_id`` is the key of the document line, ``origin_number`` the number of its document. Lines of items that are not
    stocked are left out by the caller. ``unit_cost`` in accounting currency per inventory unit counts where a movement has a cost
    of its own, such as goods that come back at what they were sold at; without it they are worth the average.
    """

    origin_id: int
    origin_number: str
    item_id: int
    warehouse_id: int
    quantity: Decimal
    expected_date: date | None = None
    unit_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Shortage:
    """A document line for which the stock does not suffice; quantities in inventory units."""

    origin_id: int
    item_number: str
    warehouse_code: str
    unit: str
    needed: Decimal
    available: Decimal
