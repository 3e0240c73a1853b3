"""Which trade agreements give a line its price and discounts, and why: pure search (sales.md §3.2–§3.5).

Every search returns its trail: the agreements that were used and those that were passed over, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import product
from typing import Any

from foundation.money import ZERO
from sales.pricing import combine_percentages, granted_percent

TABLE, GROUP, ALL = "table", "group", "all"
LEVELS = (TABLE, GROUP, ALL)
LINE_CELLS = tuple(product(LEVELS, LEVELS))
MULTILINE_CELLS = tuple(product(LEVELS, (GROUP, ALL)))
PRICE_STEP = Decimal("0.000001")


class Reason(StrEnum):
    """Why an agreement was used or passed over."""

    USED = "used"
    NOT_LOWEST = "not_lowest"
    NOT_HIGHEST = "not_highest"
    NOT_REACHED = "not_reached"
    BRACKET = "bracket"
    SHARED_BOUND = "shared_bound"
    DATE = "date"
    CURRENCY = "currency"
    UNIT = "unit"
    WAREHOUSE = "warehouse"
    VARIANT = "variant"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A posted agreement line as the search reads it."""

    key: int
    relation: str
    account_relation: str
    account_key: str
    item_relation: str
    item_id: int | None
    item_key: str
    warehouse_id: int | None
    currency: str
    unit_id: int | None
    from_quantity: Decimal
    to_quantity: Decimal | None
    from_date: date | None
    to_date: date | None
    amount: Decimal
    price_unit: Decimal
    percent_1: Decimal
    percent_2: Decimal
    find_next: bool
    include_generic_currency: bool
    lead_time: int | None = None

    @property
    def percent(self) -> Decimal:
        """Both percentages together."""
        return combine_percentages(self.percent_1, self.percent_2)

    @property
    def single_price(self) -> Decimal:
        """The amount per single unit."""
        return self.amount / self.price_unit

    @property
    def bracket_key(self) -> tuple[Any, ...]:
        """What two brackets have in common when they belong to one staircase."""
        return (self.warehouse_id, self.currency, self.unit_id, self.account_key, self.item_id, self.item_key)

    def is_in_force(self, on_date: date) -> bool:
        """Tell whether a date lies in the agreement's period, both ends included; a blank end is open."""
        return (not self.from_date or self.from_date <= on_date) and (not self.to_date or on_date <= self.to_date)

    def holds(self, quantity: Decimal) -> bool:
        """Tell whether a quantity lies in the agreement's bracket, both ends included; a blank upper end is open."""
        return self.from_quantity <= quantity and (self.to_quantity is None or quantity <= self.to_quantity)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a trail."""

    agreement: Agreement
    reason: Reason

    def as_data(self) -> dict[str, str | int]:
        """Return the step as JSON."""
        found = self.agreement
        return {
            "agreement": found.key,
            "relation": found.relation,
            "account": found.account_relation,
            "item": found.item_relation,
            "amount": str(found.amount),
            "percent": str(found.percent),
            "reason": self.reason.value,
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """What the search has to know of one line (or of one order, for multiline and total discounts).

    ``quantity`` is absolute and in the line's unit; ``unit_factors`` say how many of another unit one of the line's unit
    makes. ``account_keys`` and ``item_keys`` give the key per level (table, group); a level without one is not searched.
    ``master_id`` is that of a variant: what is agreed for it counts where nothing is for the variant.
    """

    quantity: Decimal
    currency: str
    on_date: date
    account_keys: Mapping[str, str]
    item_id: int | None = None
    item_group: str = ""
    unit_id: int | None = None
    warehouse_id: int | None = None
    unit_factors: Mapping[int, Decimal] = field(default_factory=dict)
    all_items_quantity: Decimal | None = None
    master_id: int | None = None

    def fits_account(self, row: Agreement) -> bool:
        """Tell whether an agreement is for this customer."""
        if row.account_relation == ALL:
            return True
        key = self.account_keys.get(row.account_relation, "")
        return bool(key) and row.account_key == key

    def fits_item(self, row: Agreement) -> bool:
        """Tell whether an agreement is for this item."""
        if row.item_relation == ALL:
            return True
        if row.item_relation == TABLE:
            return row.item_id is not None and row.item_id in (self.item_id, self.master_id)
        return bool(self.item_group) and row.item_key == self.item_group

    def quantity_for(self, row: Agreement) -> Decimal | None:
        """Return the quantity that an agreement's bracket is compared with; None when its unit does not convert."""
        quantity = self.quantity
        if row.item_relation == ALL and self.all_items_quantity is not None:
            quantity = self.all_items_quantity
        if row.unit_id is None or row.unit_id == self.unit_id or self.unit_id is None:
            return quantity
        factor = self.unit_factors.get(row.unit_id)
        return None if factor is None else quantity * factor


@dataclass(frozen=True, slots=True)
class FoundPrice:
    """The price that a search found, per ``price_unit`` units; ``source`` is agreement, base or none.

    ``lead_time`` is that of the agreement in days, None where it has none of its own.
    """

    amount: Decimal
    price_unit: Decimal
    source: str
    trail: Sequence[Step] = ()
    lead_time: int | None = None


@dataclass(frozen=True, slots=True)
class FoundDiscount:
    """The discount that a search found: an amount per unit and a percentage."""

    amount: Decimal = ZERO
    percent: Decimal = ZERO
    trail: Sequence[Step] = ()


@dataclass(frozen=True, slots=True)
class BasePrice:
    """An item's own price, already in the order's currency and for the line's unit."""

    amount: Decimal
    price_unit: Decimal = Decimal(1)


def _misfit(row: Agreement, asked: Asked, currency: str, *, same_unit: bool) -> Reason | None:
    """Return the first reason why an agreement of the right customer and item does not count for the line, None when it does."""
    quantity = asked.quantity_for(row)
    if quantity is None or (same_unit and row.unit_id not in (None, asked.unit_id)):
        return Reason.UNIT
    if row.currency != currency:
        return Reason.CURRENCY
    if not row.is_in_force(asked.on_date):
        return Reason.DATE
    if not row.holds(quantity):
        return Reason.BRACKET
    if row.warehouse_id is not None and row.warehouse_id != asked.warehouse_id:
        return Reason.WAREHOUSE
    return None


def _without_upper_of_touching(rows: list[Agreement], asked: Asked, trail: list[Step]) -> list[Agreement]:
    """Leave out a bracket that begins where another of the same staircase ends: the bound belongs to the lower one."""
    ends = {(row.bracket_key, row.to_quantity) for row in rows if row.to_quantity is not None and row.from_quantity < row.to_quantity}
    kept = []
    for row in rows:
        if row.from_quantity == asked.quantity_for(row) and (row.bracket_key, row.from_quantity) in ends:
            trail.append(Step(row, Reason.SHARED_BOUND))
        else:
            kept.append(row)
    return kept


def _hits(rows: Iterable[Agreement], asked: Asked, currency: str, trail: list[Step], *, same_unit: bool) -> list[Agreement]:
    """Return the agreements of one cell that are in force for the line.

    Those of the variant go before those of its master, and those of its warehouse before those of none.
    """
    fitting = []
    for row in rows:
        misfit = _misfit(row, asked, currency, same_unit=same_unit)
        if misfit is None:
            fitting.append(row)
        else:
            trail.append(Step(row, misfit))
    fitting = _without_upper_of_touching(fitting, asked, trail)
    fitting = _exact_first(fitting, lambda row: row.item_id != asked.master_id, Reason.VARIANT, trail) if asked.master_id else fitting
    return _exact_first(fitting, lambda row: row.warehouse_id is not None, Reason.WAREHOUSE, trail)


def _exact_first(rows: list[Agreement], is_exact: Callable[[Agreement], bool], reason: Reason, trail: list[Step]) -> list[Agreement]:
    """Return the agreements that name exactly what the line has, or all of them where none does."""
    exact = [row for row in rows if is_exact(row)]
    if exact:
        trail.extend(Step(row, reason) for row in rows if not is_exact(row))
    return exact or rows


def _lowest_price(rows: Sequence[Agreement], asked: Asked, currency: str, trail: list[Step]) -> Agreement | None:
    """Search Table, Group, All; the lowest of a level wins, and with *find next* the lowest of all levels reached."""
    found: list[Agreement] = []
    stopped = False
    for level in LEVELS:
        cell = [row for row in rows if row.account_relation == level and asked.fits_account(row) and asked.fits_item(row)]
        if stopped:
            trail.extend(Step(row, Reason.NOT_REACHED) for row in cell)
            continue
        hits = sorted(_hits(cell, asked, currency, trail, same_unit=True), key=lambda row: (row.single_price, row.key))
        if hits:
            found.append(hits[0])
            trail.extend(Step(row, Reason.NOT_LOWEST) for row in hits[1:])
            stopped = not hits[0].find_next
    if not found:
        return None
    best = min(found, key=lambda row: row.single_price)
    trail.extend(Step(row, Reason.USED if row is best else Reason.NOT_LOWEST) for row in found)
    return best


def find_price(
    rows: Sequence[Agreement],
    asked: Asked,
    base: BasePrice,
    *,
    generic_currency: str = "",
    convert: Callable[[Decimal], Decimal] | None = None,
) -> FoundPrice:
    """Return the unit price of a line: agreement, agreement in the generic currency, base price, or 0 (sales.md §3.3).

    ``convert`` gives a price of the generic currency in the order's, rounded to its price decimals; it is asked only when needed.
    """
    prices = [row for row in rows if row.relation == "price"]
    trail: list[Step] = []
    best = _lowest_price(prices, asked, asked.currency, trail)
    if best is not None:
        return FoundPrice(best.amount, best.price_unit, "agreement", tuple(trail), best.lead_time)
    if generic_currency and convert is not None and generic_currency != asked.currency:
        generic_trail: list[Step] = []
        generic = [row for row in prices if row.include_generic_currency]
        best = _lowest_price(generic, asked, generic_currency, generic_trail)
        if best is not None:
            return FoundPrice(convert(best.amount), best.price_unit, "generic_currency", tuple(generic_trail), best.lead_time)
    source = "base" if base.amount else "none"
    return FoundPrice(base.amount, base.price_unit, source, tuple(trail))


def _search_cells(
    rows: Sequence[Agreement], asked: Asked, cells: Iterable[tuple[str, str]], unit_price: Decimal, trail: list[Step]
) -> FoundDiscount:
    """First cell with a hit counts; *find next* goes on and adds; in one cell the highest discount counts."""
    amount, percent, stopped = ZERO, ZERO, False
    for account, item in cells:
        cell = [
            row
            for row in rows
            if (row.account_relation, row.item_relation) == (account, item) and asked.fits_account(row) and asked.fits_item(row)
        ]
        if stopped:
            trail.extend(Step(row, Reason.NOT_REACHED) for row in cell)
            continue
        hits = _hits(cell, asked, asked.currency, trail, same_unit=False)
        if not hits:
            continue
        best = max(hits, key=lambda row: (granted_percent(unit_price, row.single_price, row.percent), -row.key))
        trail.extend(Step(row, Reason.USED if row is best else Reason.NOT_HIGHEST) for row in hits)
        amount, percent, stopped = amount + best.single_price, percent + best.percent, not best.find_next
    return FoundDiscount(amount, percent, tuple(trail))


def find_line_discount(rows: Sequence[Agreement], asked: Asked, unit_price: Decimal) -> FoundDiscount:
    """Return the line discount: Table/Table, Table/Group, … All/All (account/item)."""
    return _search_cells([row for row in rows if row.relation == "line"], asked, LINE_CELLS, unit_price, [])


def find_multiline_discount(rows: Sequence[Agreement], asked: Asked, unit_price: Decimal) -> FoundDiscount:
    """Return the multiline discount; ``asked.quantity`` is the sum over the lines of the item's group."""
    return _search_cells([row for row in rows if row.relation == "multiline"], asked, MULTILINE_CELLS, unit_price, [])


def find_total_discount(rows: Sequence[Agreement], asked: Asked) -> FoundDiscount:
    """Return the total discount as amount and percentage; ``asked.quantity`` is the net amount of the eligible lines."""
    cells = [(level, ALL) for level in LEVELS]
    return _search_cells([row for row in rows if row.relation == "total"], asked, cells, asked.quantity, [])
