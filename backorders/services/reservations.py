"""Reserve stock for chosen lines that wait, or give it back (sales.md §2.6, §19.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction

from backorders.errors import NothingReserved
from backorders.models import Backorder
from backorders.services.load_backorders import load_backorders
from foundation.inventory.errors import ReservedInPart
from foundation.organization.models import LegalEntity, User
from sales.services import reservations


@dataclass(frozen=True, slots=True)
class Reserved:
    """The lines, and by line what fell short (STK-03)."""

    lines: list[Backorder]
    short: dict[int, ReservedInPart] = field(default_factory=dict)


@transaction.atomic
def reserve_lines(entity: LegalEntity, keys: Collection[int], user: User) -> Reserved:
    """Reserve as much as possible of what is open of lines. Raises BCK-04."""
    lines = load_backorders(entity, keys, locked=True)
    return Reserved(lines, reservations.reserve_lines(entity, lines, user))


@transaction.atomic
def unreserve_lines(entity: LegalEntity, keys: Collection[int], user: User) -> Reserved:
    """Give every reservation of lines back; what is picked stays. Raises BCK-04."""
    lines = load_backorders(entity, keys, locked=True)
    reservations.release_lines(entity, lines, user)
    return Reserved(lines)


def orders_with_reservations(entity: LegalEntity, keys: Collection[int]) -> list[int]:
    """Return the orders of those of the lines of which something is reserved or picked, so that it can leave. Raises BCK-06."""
    orders = Backorder.of(entity).reserved_orders(keys)
    if not orders:
        raise NothingReserved()
    return orders
