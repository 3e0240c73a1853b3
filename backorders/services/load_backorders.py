"""Read the lines that something is done with, and hold their orders while it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from backorders.errors import NothingWaits
from backorders.models import Backorder
from foundation.organization.models import LegalEntity
from sales.models import SalesOrder


def load_backorders(entity: LegalEntity, keys: Collection[int], *, locked: bool = False) -> list[Backorder]:
    """Return those of the lines that still wait, in the order in which goods are given away, in one query.

    ``locked`` holds their orders until the transaction ends. Raises BCK-04 when none waits any more.
    """
    if locked:
        list(SalesOrder.of(entity).filter(pk__in=Backorder.of(entity).order_keys(keys)).locked())
    found = list(Backorder.of(entity).chosen(keys))
    if not found:
        raise NothingWaits()
    return found


def by_order(lines: Iterable[Backorder]) -> dict[int, list[Backorder]]:
    """Return the lines by the key of their order, in the order of the keys, which is that of the locks."""
    found: dict[int, list[Backorder]] = defaultdict(list)
    for line in lines:
        found[line.order_id].append(line)
    return dict(sorted(found.items()))
