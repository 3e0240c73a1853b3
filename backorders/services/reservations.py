"""Reserve stock for lines that wait, or give it back (sales.md §2.6, §19.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction

from backorders.errors import NothingReserved
from backorders.models import Backorder
from backorders.services.load_backorders import by_order, load_backorders
from foundation.inventory.errors import ReservedInPart
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.services import stock


@dataclass(frozen=True, slots=True)
class Reserved:
    """The lines, and by line what fell short (STK-03)."""

    lines: list[Backorder]
    short: dict[int, ReservedInPart] = field(default_factory=dict)


@transaction.atomic
def reserve_lines(entity: LegalEntity, keys: Collection[int], user: User) -> Reserved:
    """Reserve as much as possible of what is open of lines. Raises BCK-04."""
    lines = load_backorders(entity, keys, locked=True)
    short = stock.reserve_open(entity, [line.pk for line in lines])
    audit.record(entity, user, "reserved", [known[0].order for known in by_order(lines).values()])
    return Reserved(lines, short)


@transaction.atomic
def unreserve_lines(entity: LegalEntity, keys: Collection[int], user: User) -> Reserved:
    """Give every physical reservation of lines back; what is picked stays. Raises BCK-04."""
    lines = load_backorders(entity, keys, locked=True)
    stock.release_reservations(entity, [line.pk for line in lines])
    audit.record(entity, user, "unreserved", [known[0].order for known in by_order(lines).values()])
    return Reserved(lines)


def orders_with_reservations(entity: LegalEntity, keys: Collection[int]) -> list[int]:
    """Return the orders of those of the lines of which something is reserved or picked, so that it can leave. Raises BCK-06."""
    orders = Backorder.of(entity).reserved_orders(keys)
    if not orders:
        raise NothingReserved()
    return orders
