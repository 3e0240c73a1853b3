"""What charges amount to on a document: pure calculation, in the document's currency (sales.md §8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from foundation.money import CENT, ZERO, round_to_step
from sales.pricing import HUNDRED

ONE = Decimal(1)

FIXED, PIECES, PERCENT = "fixed", "pieces", "percent"
SPECIFIC_UNIT, SPECIFIC_UNIT_MATCH = "specific_unit", "specific_unit_match"
LINES_ONLY, WITH_CHARGES = "lines", "with_charges"

UnitFactor = Callable[[int, str, str], Decimal | None]


@dataclass(frozen=True, slots=True)
class ChargeRule:
    """A charge of an order (``line_id`` None) or of one of its lines; ``value`` is an amount or a percentage.

    ``key`` names the row among those of its order. ``customer_sign`` is 1 for a charge the customer pays, −1 for one that
    reduces what he pays, 0 for one that is accounting only. ``invoiced`` is what earlier invoices took of it, as the customer
    saw it; a fixed charge is taken once, by every invoice with ``keep``, in proportion to the net amount with ``prorate``.
    """

    key: int
    line_id: int | None
    position: int
    code: str
    category: str
    value: Decimal
    unit: str = ""
    compound: bool = False
    automatic: bool = False
    customer_sign: int = 1
    keep: bool = False
    prorate: bool = False
    invoiced: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Extent:
    """How a document stands to an order or a line: which part of its value it takes, and whether nothing is left after the document."""

    share: Decimal = ONE
    closes: bool = True


WHOLE = Extent()
"""A document that takes the order or the line as it stands."""


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """A line of the document for which charges are calculated: the quantity there and its net amount."""

    line_id: int
    item_id: int
    quantity: Decimal
    unit: str
    net: Decimal
    of_line: Extent = WHOLE


@dataclass(frozen=True, slots=True)
class CalculatedCharge:
    """A charge with its amount on this document, as the customer sees it; ``booked`` is its amount whoever pays."""

    rule: ChargeRule
    amount: Decimal
    booked: Decimal = ZERO


def no_conversion(item_id: int, from_unit: str, to_unit: str) -> Decimal | None:
    """Convert between no units but the same."""
    return Decimal(1) if from_unit == to_unit else None


def share_of(taken: Iterable[Decimal], whole: Iterable[Decimal]) -> Decimal:
    """Return which part of a value some net amounts are, whatever their signs; all of it where there is no value."""
    value = sum((abs(net) for net in whole), ZERO)
    return min(sum((abs(net) for net in taken), ZERO) / value, ONE) if value else ONE


def fixed_charge(rule: ChargeRule, extent: Extent, step: Decimal = CENT) -> Decimal:
    """Return a fixed charge: whole on the first invoice, in proportion where it is prorated, on every one where it is kept (§8.4).

    Invoices never take more of a prorated charge than its value.
    """
    value, taken = round_to_step(rule.value, step), rule.invoiced * (rule.customer_sign or 1)
    if rule.keep:
        return value
    if not rule.prorate:
        return ZERO if taken else value
    part = round_to_step(rule.value * extent.share, step)
    return value - taken if extent.closes or abs(taken + part) > abs(value) else part


def line_charge(rule: ChargeRule, line: ChargedLine, convert: UnitFactor = no_conversion, step: Decimal = CENT) -> Decimal:
    """Return the amount of a charge on a line, whoever pays; all but Fixed follow the sign of quantity or net amount."""
    if rule.category == FIXED:
        return fixed_charge(rule, line.of_line, step)
    if rule.category == PIECES:
        return round_to_step(rule.value * line.quantity, step)
    if rule.category == PERCENT:
        return round_to_step(rule.value * line.net / HUNDRED, step)
    if rule.category == SPECIFIC_UNIT_MATCH:
        return round_to_step(rule.value * line.quantity, step) if rule.unit == line.unit else ZERO
    factor = convert(line.item_id, line.unit, rule.unit)
    return ZERO if factor is None else round_to_step(rule.value * line.quantity * factor, step)


def header_charges(
    rules: Sequence[ChargeRule],
    lines_net: Decimal,
    lines_charges: Decimal,
    value_base: str = LINES_ONLY,
    extent: Extent = WHOLE,
    step: Decimal = CENT,
) -> list[CalculatedCharge]:
    """Return the header charges by position; a compound automatic percentage counts what the customer pays before it in its base."""
    base = lines_net + (lines_charges if value_base == WITH_CHARGES else ZERO)
    before, result = ZERO, []
    for rule in sorted(rules, key=lambda known: (known.position, known.key)):
        if rule.category == PERCENT:
            counted = base + (before if rule.compound and rule.automatic else ZERO)
            booked = round_to_step(rule.value * counted / HUNDRED, step)
        else:
            booked = fixed_charge(rule, extent, step)
        result.append(CalculatedCharge(rule, booked * rule.customer_sign, booked))
        before += result[-1].amount
    return result


def document_charges(
    rules: Sequence[ChargeRule],
    lines: Sequence[ChargedLine],
    *,
    value_base: str = LINES_ONLY,
    convert: UnitFactor = no_conversion,
    extent: Extent = WHOLE,
    step: Decimal = CENT,
) -> list[CalculatedCharge]:
    """Return every charge of one order for the given lines of it: line charges first, then header charges by position.

    The one rule of orders, quotations and invoices; ``extent`` says how much of the order the lines are. Charges that the
    customer never sees have the amount zero.
    """
    by_line = {line.line_id: line for line in lines}
    on_lines = []
    for rule in rules:
        if rule.line_id is not None and rule.line_id in by_line:
            booked = line_charge(rule, by_line[rule.line_id], convert, step)
            on_lines.append(CalculatedCharge(rule, booked * rule.customer_sign, booked))
    on_header = [rule for rule in rules if rule.line_id is None]
    lines_net = sum((line.net for line in lines), ZERO)
    lines_charges = sum((charge.amount for charge in on_lines), ZERO)
    return on_lines + header_charges(on_header, lines_net, lines_charges, value_base, extent, step)


def tier_applies(amount: Decimal, from_amount: Decimal | None, to_amount: Decimal | None) -> bool:
    """Tell whether a tier counts for an order net amount: above ``from``, below ``to``, bounds excluded (sales.md §8.2)."""
    if from_amount is not None and not amount > from_amount:
        return False
    if to_amount is None:
        return True
    return amount < to_amount and (from_amount is not None or amount > 0)
