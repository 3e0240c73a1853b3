"""Which commitment an order line can count on, and which of several goes first (sales.md §15.4). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sales.agreements.commitments import TRAITS


@dataclass(frozen=True, slots=True)
class Commitment:
    """A commitment as the matching reads it."""

    key: int
    kind: str
    agreement: str
    line_number: int
    starts_on: date
    ends_on: date
    item_id: int | None = None
    category_id: int | None = None
    unit_id: int | None = None
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order line that looks for a commitment; ``categories`` are those of its item from the closest one up."""

    item_id: int
    unit_id: int
    ship_date: date
    categories: Sequence[int] = ()
    units: Mapping[int, Decimal] | None = None
    """How many of another unit one of the line's makes, by the other unit's key."""
    master_id: int | None = None
    """The master of a variant: a commitment to it takes lines of all its variants."""

    def factor(self, unit_id: int | None) -> Decimal | None:
        """Return how many of a commitment's units one of the line's makes; None when they do not convert."""
        if unit_id is None or unit_id == self.unit_id:
            return Decimal(1)
        return (self.units or {}).get(unit_id)


def fits(commitment: Commitment, wanted: Wanted) -> bool:
    """Tell whether dates, item or category, and unit of a line are those of a commitment that is not stopped."""
    if commitment.stopped or not commitment.starts_on <= wanted.ship_date <= commitment.ends_on:
        return False
    traits = TRAITS[commitment.kind]
    if traits.names_item and commitment.item_id not in (wanted.item_id, wanted.master_id):
        return False
    if traits.names_category and commitment.category_id not in wanted.categories:
        return False
    return not traits.counts_quantity or wanted.factor(commitment.unit_id) is not None


def candidates(commitments: Iterable[Commitment], wanted: Wanted) -> list[Commitment]:
    """Return the commitments that a line fits, the one that goes first at the top.

    Product quantity goes before product value, then the deepest category, then value; of two for a product the one for the variant
    before that for its master; then the earliest expiration, then the lowest number.
    """
    return sorted((known for known in commitments if fits(known, wanted)), key=lambda known: _order(known, wanted))


def _order(commitment: Commitment, wanted: Wanted) -> tuple[int, int, date, str, int]:
    depth = wanted.categories.index(commitment.category_id) if commitment.category_id in wanted.categories else 0
    if TRAITS[commitment.kind].names_item and commitment.item_id != wanted.item_id:
        depth = 1
    return TRAITS[commitment.kind].rank, depth, commitment.ends_on, commitment.agreement, commitment.line_number


def path_to_root(category_id: int | None, parents: Mapping[int, int | None]) -> tuple[int, ...]:
    """Return a category and all above it, the closest first; nothing for an item without one."""
    path: list[int] = []
    while category_id is not None and category_id not in path:
        path.append(category_id)
        category_id = parents.get(category_id)
    return tuple(path)
