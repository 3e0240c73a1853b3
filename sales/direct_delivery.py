"""Who delivers a direct delivery line: a question that sales ask whatever stands above them (sales.md §12.5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from foundation.organization.models import LegalEntity


@dataclass(frozen=True, slots=True)
class DirectSource:
    """The vendor of a direct delivery line and its purchase order, as people name them."""

    vendor: str
    purchase_order: str


UNKNOWN = DirectSource("–", "–")
Finder = Callable[[LegalEntity, Collection[int]], Mapping[int, DirectSource]]
_FINDERS: list[Finder] = []


def register_sources(finder: Finder) -> None:
    """Let an app above say who delivers order lines, by their keys."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def sources_of(entity: LegalEntity, line_ids: Collection[int]) -> dict[int, DirectSource]:
    """Return who delivers some direct delivery lines; asked of lines that are direct deliveries only."""
    found: dict[int, DirectSource] = {}
    for finder in _FINDERS if line_ids else ():
        found |= finder(entity, line_ids)
    return found
