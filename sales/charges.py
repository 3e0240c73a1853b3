"""What charges amount to on a document: pure calculation, in the document's currency (sales.md §8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from foundation.money import CENT, ZERO, round_to_step
from sales.pricing import HUNDRED

FIXED, PIECES, PERCENT = "fixed", "pieces", "percent"
SPECIFIC_UNIT, SPECIFIC_UNIT_MATCH = "specific_unit", "specific_unit_match"
LINES_ONLY, WITH_CHARGES = "lines", "with_charges"

UnitFactor = Callable[[int, str, str], Decimal | None]


@dataclass(frozen=True, slots=True)
class ChargeRule:
    """A charge of an order (``line_id`` None) or of one of its lines; ``value`` is an amount or a percentage.

    ``key`` names the row among those of its order. ``customer_sign`` is 1 for a charge the customer pays, −1 for one that
    reduces what he pays, 0 for one that is accounting only.
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


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """A line of the document for which charges are calculated; ``share`` is its part of the ordered quantity, 1 for all."""

    line_id: int
    item_id: int
    quantity: Decimal
    unit: str
    net: Decimal


@dataclass(frozen=True, slots=True)
class CalculatedCharge:
    """A charge with its amount on this document, as the customer sees it."""

    rule: ChargeRule
    amount: Decimal


def no_conversion(item_id: int, from_unit: str, to_unit: str) -> Decimal | None:
    """Convert between no units but the same."""
    return Decimal(1) if from_unit == to_unit else None


def line_charge(rule: ChargeRule, line: ChargedLine, convert: UnitFactor = no_conversion, step: Decimal = CENT) -> Decimal:
    """Return the amount of a charge on a line; all but Fixed follow the sign of quantity or net amount."""
    if rule.category == FIXED:
        return round_to_step(rule.value, step)
    if rule.category == PIECES:
        return round_to_step(rule.value * line.quantity, step)
    if rule.category == PERCENT:
        return round_to_step(rule.value * line.net / HUNDRED, step)
    if rule.category == SPECIFIC_UNIT_MATCH:
        return round_to_step(rule.value * line.quantity, step) if rule.unit == line.unit else ZERO
    factor = convert(line.item_id, line.unit, rule.unit)
    return ZERO if factor is None else round_to_step(rule.value * line.quantity * factor, step)


def header_charges(
    rules: Sequence[ChargeRule], lines_net: Decimal, lines_charges: Decimal, value_base: str = LINES_ONLY, step: Decimal = CENT
) -> list[CalculatedCharge]:
    """Return the header charges by position; a compound automatic percentage counts the charges before it in its base."""
    base = lines_net + (lines_charges if value_base == WITH_CHARGES else ZERO)
    before, result = ZERO, []
    for rule in sorted(rules, key=lambda known: (known.position, known.key)):
        amount = rule.value
        if rule.category == PERCENT:
            amount = rule.value * (base + (before if rule.compound and rule.automatic else ZERO)) / HUNDRED
        amount = round_to_step(amount, step) * rule.customer_sign
        before += amount
        result.append(CalculatedCharge(rule, amount))
    return result


def order_charges(
    rules: Sequence[ChargeRule],
    lines: Sequence[ChargedLine],
    *,
    value_base: str = LINES_ONLY,
    convert: UnitFactor = no_conversion,
    step: Decimal = CENT,
) -> list[CalculatedCharge]:
    """Return every charge of an order for the given lines: line charges first, then header charges by position."""
    by_line = {line.line_id: line for line in lines}
    on_lines = [
        CalculatedCharge(rule, line_charge(rule, by_line[rule.line_id], convert, step) * rule.customer_sign)
        for rule in rules
        if rule.line_id is not None and rule.line_id in by_line and rule.customer_sign
    ]
    on_header = [rule for rule in rules if rule.line_id is None and rule.customer_sign]
    lines_net = sum((line.net for line in lines), ZERO)
    lines_charges = sum((charge.amount for charge in on_lines), ZERO)
    return on_lines + header_charges(on_header, lines_net, lines_charges, value_base, step)


def tier_applies(amount: Decimal, from_amount: Decimal | None, to_amount: Decimal | None) -> bool:
    """Tell whether a tier counts for an order net amount: above ``from``, below ``to``, bounds excluded (sales.md §8.2)."""
    if from_amount is not None and not amount > from_amount:
        return False
    if to_amount is None:
        return True
    return amount < to_amount and (from_amount is not None or amount > 0)
