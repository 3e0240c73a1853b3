"""Commitments in memory: what was typed is set, what does not belong to their kind is emptied, and the rest is checked (sales.md §15.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from foundation.errors import in_row
from foundation.money import ZERO, round_to_step
from sales.agreements.commitments import TRAITS, CommitmentTraits
from sales.agreements.errors import CommitmentIncomplete, LineDatesOutside, NotOfCommitment, PromisedTwice, ReleaseRangeReversed
from sales.agreements.models import AgreementLine, SalesAgreement
from sales.bounds import check_amount, check_dates, check_prices, check_quantity_size
from sales.errors import UnitNotConvertible
from sales.price_errors import DiscountAboveHundred, DiscountAbovePrice
from sales.pricing import discount_fault, line_net
from sales.services.order_lines import next_number
from sales.services.unit_factors import UnitFactors

NOTHING = (ZERO, ZERO)
LINE_FIELDS = (
    "commitment",
    "item",
    "category",
    "quantity",
    "unit",
    "unit_price",
    "price_unit",
    "discount_amount",
    "discount_percent",
    "net_amount",
    "effective_date",
    "expiration_date",
    "site",
    "warehouse",
    "max_is_enforced",
    "price_and_discount_fixed",
    "min_release_amount",
    "max_release_amount",
    "stopped",
)
PRICE_TERMS = ("unit_price", "price_unit", "discount_amount", "discount_percent")


@dataclass(frozen=True, slots=True)
class LineEntry:
    """A commitment as entered: a new one without a key, one that goes with ``remove``; values by name of LINE_FIELDS."""

    key: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    remove: bool = False


def build_lines(agreement: SalesAgreement, known: Mapping[int, AgreementLine], entries: Sequence[LineEntry]) -> list[AgreementLine]:
    """Return the new and changed lines of an agreement in memory, unsaved, each with its committed amount.

    Raises AGR-01, AGR-20, AGR-27, AGR-29, ORD-13, ORD-47, ORD-48 and PRC-04, PRC-05, PRC-11, PRC-12 with ``lines.<row>`` before the field.
    """
    kept = [(row, entry) for row, entry in enumerate(entries) if not entry.remove]
    items = {entry.values["item"].pk for _row, entry in kept if entry.values.get("item")}
    units = UnitFactors.load(items)
    numbers, lines = [line.line_number for line in known.values()], []
    for row, entry in kept:
        line = known.get(entry.key or 0)
        if line is None:
            line = AgreementLine(legal_entity_id=agreement.legal_entity_id, agreement=agreement, line_number=next_number(numbers))
            line.commitment = agreement.default_commitment
            numbers.append(line.line_number)
        line.agreement = agreement
        _fill(line, entry.values, units, row)
        lines.append(line)
    return lines


def check_within(agreement: SalesAgreement, line: AgreementLine) -> None:
    """Raise LineDatesOutside (AGR-01) when a line holds before or after its agreement, or ends before it begins."""
    for name in ("effective_date", "expiration_date"):
        day = getattr(line, name)
        early = day is not None and agreement.effective_date is not None and day < agreement.effective_date
        late = day is not None and agreement.expiration_date is not None and day > agreement.expiration_date
        if early or late:
            raise LineDatesOutside(field=name)
    if line.starts_on and line.ends_on and line.ends_on < line.starts_on:
        raise LineDatesOutside(field="expiration_date")


def check_release_range(line: AgreementLine) -> None:
    """Raise ReleaseRangeReversed (AGR-27) when the most that may be ordered at a time is less than the least."""
    if line.max_release_amount and line.max_release_amount < line.min_release_amount:
        raise ReleaseRangeReversed(min=line.min_release_amount, max=line.max_release_amount)


def _fill(line: AgreementLine, values: Mapping[str, Any], units: UnitFactors, row: int) -> None:
    unknown = set(values) - set(LINE_FIELDS)
    if unknown:
        raise TypeError(f"Not fields of an agreement line: {', '.join(sorted(unknown))}")
    with in_row(row):
        for name, value in values.items():
            setattr(line, name, _or_default(name, value))
        _check_sizes(line)
        traits = TRAITS[line.commitment]
        _refuse_others(line, values, traits)
        _empty_others(line, traits)
        _require(line, traits)
        if traits.counts_quantity:
            _set_amount(line, units)
        check_within(line.agreement, line)
        check_release_range(line)


def _or_default(name: str, value: Any) -> Any:
    """Return a value as the line keeps it: what is empty is the field's default."""
    if value is not None and value != "":
        return value
    known: Any = AgreementLine._meta.get_field(name)
    return None if known.null else known.get_default()


def _check_sizes(line: AgreementLine) -> None:
    check_dates({name: getattr(line, name) for name in ("effective_date", "expiration_date")})
    check_prices(line.line_number, {name: getattr(line, name) for name in PRICE_TERMS})
    check_quantity_size(line.quantity or ZERO)
    for name in ("net_amount", "min_release_amount", "max_release_amount"):
        check_amount(getattr(line, name), name)
        setattr(line, name, round_to_step(getattr(line, name), line.agreement.currency.precision))


def _refuse_others(line: AgreementLine, values: Mapping[str, Any], traits: CommitmentTraits) -> None:
    """Raise NotOfCommitment (AGR-29) for an item or a category that was given and that the kind of commitment does not have."""
    for name, belongs in (("item", traits.names_item), ("category", traits.names_category)):
        if values.get(name) is not None and not belongs:
            known: Any = AgreementLine._meta.get_field(name)
            raise NotOfCommitment(kind=line.get_commitment_display(), what=known.verbose_name, field=name)


def check_promised_once(lines: Sequence[AgreementLine], touched: Sequence[AgreementLine], entries: Sequence[LineEntry]) -> None:
    """Raise PromisedTwice (AGR-30) where the first of two lines for the same goods on the same days takes everything.

    ``touched`` are the lines of the entries that stay.
    """
    rows = (row for row, entry in enumerate(entries) if not entry.remove)
    for row, line in reversed(list(zip(rows, touched, strict=True))):
        for other in lines:
            first, second = sorted((other, line), key=lambda known: known.line_number)
            ends = first.max_is_enforced or first.stopped or second.stopped
            if other is not line and not ends and _same_goods(other, line) and _days_meet(other, line):
                with in_row(row):
                    field = "item" if line.category_id is None else "category"
                    raise PromisedTwice(x=first.line_number, y=second.line_number, field=field)


def _same_goods(one: AgreementLine, other: AgreementLine) -> bool:
    names = ("commitment", "item_id", "category_id", "unit_id", "site_id", "warehouse_id")
    return (one.item_id or one.category_id) is not None and all(getattr(one, name) == getattr(other, name) for name in names)


def _days_meet(one: AgreementLine, other: AgreementLine) -> bool:
    """Tell whether lines share a day; while dates are missing nobody knows."""
    if one.starts_on is None or one.ends_on is None or other.starts_on is None or other.ends_on is None:
        return False
    return max(one.starts_on, other.starts_on) <= min(one.ends_on, other.ends_on)


def _empty_others(line: AgreementLine, traits: CommitmentTraits) -> None:
    """Empty what the kind of commitment does not have."""
    if not traits.names_item:
        line.item = None
    if not traits.names_category:
        line.category = None
    if not traits.counts_quantity:
        line.quantity = line.unit = None
        line.unit_price, line.price_unit, line.discount_amount = ZERO, Decimal(1), ZERO
    elif line.item is not None and line.unit is None:
        line.unit = line.item.sales_unit


def _require(line: AgreementLine, traits: CommitmentTraits) -> None:
    """Raise CommitmentIncomplete (AGR-20) for the first thing that the kind of commitment needs."""
    needed = {
        "item": traits.names_item,
        "category": traits.names_category,
        "quantity": traits.counts_quantity,
        "net_amount": not traits.counts_quantity,
    }
    for name, is_needed in needed.items():
        value = getattr(line, name)
        if is_needed and (value is None or (name in ("quantity", "net_amount") and value <= 0)):
            known: Any = AgreementLine._meta.get_field(name)
            raise CommitmentIncomplete(kind=line.get_commitment_display(), what=known.verbose_name, field=name)


def _set_amount(line: AgreementLine, units: UnitFactors) -> None:
    """Set the committed amount of a quantity; raises ORD-13, PRC-04 and PRC-05."""
    assert line.item is not None and line.unit is not None and line.quantity is not None
    if units.factor(line.item.pk, line.unit.pk, line.item.inventory_unit_id) is None:
        raise UnitNotConvertible(i=line.item, u=line.unit, v=line.item.inventory_unit, field="unit")
    fault = discount_fault(line.unit_price, (line.discount_amount, line.discount_percent), NOTHING)
    if fault:
        kind = DiscountAbovePrice if fault == "PRC-04" else DiscountAboveHundred
        raise kind(l=line.line_number, field="discount_amount" if fault == "PRC-04" else "discount_percent")
    line.net_amount = line_net(
        line.quantity,
        line.unit_price,
        line.price_unit,
        line.discount_amount,
        discount_percent=line.discount_percent,
        step=line.agreement.currency.precision,
    )
    check_amount(line.net_amount)
