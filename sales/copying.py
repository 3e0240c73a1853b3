"""Where lines are copied from: documents that know their lines, kept in one registry that higher apps add to (sales.md §13.1)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from foundation.errors import Text
from foundation.inventory.models import Item
from foundation.organization.models import LegalEntity
from sales.copy_errors import CopiedOrSearched
from sales.models import SalesOrder, SalesOrderLine
from sales.models.terms import BOUNDED, PRICED_FOR, PricedLine

ONE = Decimal(1)
MOST_OFFERED = 50


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document to copy from; ``order`` is the order whose header and charges go with it, None where there is none."""

    key: int
    number: str
    date: date
    order: SalesOrder | None = None


@dataclass(frozen=True, slots=True)
class FoundTerms:
    """What of a line's price and discount nobody typed: the search found it for a customer and a quantity, or an agreement has it.

    ``why`` is "why this price"; ``bounded`` tells that no more than what was agreed may be ordered at it.
    """

    customer_id: int | None
    quantity: Decimal
    price: bool
    discount: bool
    why: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, line: PricedLine, customer_id: int | None) -> FoundTerms:
        """Return what was found for a line of a customer."""
        why = dict(line.price_source or {})
        whole = Decimal(why.pop(PRICED_FOR, line.ordered_quantity))
        return cls(customer_id, whole, not line.price_manual, not line.discount_manual, why)

    @property
    def bounded(self) -> bool:
        """Whether a sales agreement allows this price for a quantity that is used up."""
        return bool(self.why.get(BOUNDED))

    def hold_for(self, customer_id: int, quantity: Decimal) -> bool:
        """Tell whether the customer would have got them for a quantity without anybody's leave (PRC-06, sales.md §3.5).

        That is the customer they were found for, who buys no fewer: neither another customer's agreement, nor the price of a
        larger quantity, nor a price to take goods back at, nor what an agreement limits to a quantity.
        """
        return customer_id == self.customer_id and 0 < self.quantity <= quantity and not self.bounded


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line to copy: item, quantity in ``unit_id``, and price and discounts in ``currency`` as they stand in its document.

    ``order_line`` is the line of an order that it goes back to, whose charges, texts and dates are copied too. ``found`` says what
    of its prices was not typed; None where that is not known.
    """

    key: int
    document: SourceDocument
    line_number: int
    item: Item
    quantity: Decimal
    unit_id: int
    unit: str
    unit_price: Decimal
    price_unit: Decimal
    discount_amount: Decimal
    discount_percent: Decimal
    currency: str
    with_tax: bool
    name: str
    order_line: SalesOrderLine | None = None
    found: FoundTerms | None = None


class CopySource(ABC):
    """One kind of document that lines are copied from; ``permission`` is what seeing it takes."""

    kind: ClassVar[str]
    label: ClassVar[Text]
    permission: ClassVar[str]

    @abstractmethod
    def documents(self, entity: LegalEntity, customer_id: int) -> Iterable[SourceDocument]:
        """Return the latest documents of a customer, at most MOST_OFFERED."""

    @abstractmethod
    def keys_by_number(self, entity: LegalEntity, numbers: Collection[str]) -> Mapping[str, int]:
        """Return the keys of documents by their numbers."""

    @abstractmethod
    def lines(self, entity: LegalEntity, documents: Collection[int]) -> list[SourceLine]:
        """Return the lines of documents, in their order: a fixed number of statements."""


_SOURCES: dict[str, CopySource] = {}


def register_copy_source(source: CopySource) -> None:
    """Offer a kind of document to copy from; they are offered in the order of their registration."""
    _SOURCES[source.kind] = source


def copy_sources() -> list[CopySource]:
    """Return every kind of document that lines are copied from."""
    return list(_SOURCES.values())


def copy_source(kind: str) -> CopySource:
    """Return the kind of document of a name; raises KeyError for an unknown one."""
    return _SOURCES[kind]


@dataclass(frozen=True, slots=True)
class ChosenLine:
    """A line that is to be copied, by kind and key of its document and its own key; ``quantity`` None takes all of it."""

    kind: str
    document: int
    line: int
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CopyOptions:
    """How lines are copied (sales.md §13.1); raises CPY-01 for options that exclude each other.

    ``delete_attached`` answers DIR-04: what vendors were to deliver of deleted lines is cancelled too.
    """

    factor: Decimal = ONE
    invert: bool = False
    copy_charges: bool = False
    recalculate: bool = False
    precisely: bool = False
    delete_lines: bool = False
    delete_attached: bool = False
    copy_header: bool = False

    def __post_init__(self) -> None:
        """Refuse to copy precisely and to price anew."""
        if self.precisely and self.recalculate:
            raise CopiedOrSearched()

    @property
    def multiplier(self) -> Decimal:
        """Return what quantities are multiplied with."""
        return -self.factor if self.invert else self.factor


@dataclass(frozen=True, slots=True)
class CopyRequest:
    """Which lines are copied, and how."""

    lines: Sequence[ChosenLine] = ()
    options: CopyOptions = field(default_factory=CopyOptions)
