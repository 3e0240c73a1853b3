"""The parts of a list as its templates show them: tabs, headings, sums, the selection."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.backoffice.formats import format_count
from foundation.backoffice.lists.paging import CAP


@dataclass(frozen=True)
class ShownTab:
    """A tab with its address and count, blank while that is not known."""

    label: str
    url: str
    count: str
    active: bool


@dataclass(frozen=True)
class Heading:
    """A column's heading with the address that sorts by it."""

    label: str
    css_class: str
    url: str = ""
    direction: str = ""


@dataclass(frozen=True)
class FooterTotal:
    """A sum over the whole result in one currency."""

    label: str
    amount: str
    currency: str


@dataclass(frozen=True)
class Selection:
    """How much is selected: rows, sums of money, and whether it is everything that matches."""

    count: int
    totals: list[FooterTotal]
    matching: bool = False

    @property
    def count_text(self) -> str:
        """Return the count as shown."""
        return count_text(self.count)


def count_text(count: int, most: int = CAP) -> str:
    """Return a count as shown: 10,000+ beyond the cap."""
    return f"{format_count(most)}+" if count > most else format_count(count)
