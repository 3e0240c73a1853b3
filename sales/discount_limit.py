"""How much was given away by hand: lines, charges and total discount together, held against the user's limit (PRC-06). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from foundation.money import ZERO
from sales.charges import CalculatedCharge
from sales.pricing import HUNDRED


@dataclass(frozen=True, slots=True)
class GivenLine:
    """What a live line is worth by its list price, below zero for what comes back, and what of that was given away by hand."""

    listed: Decimal
    given: Decimal = ZERO


def given_of_line(quantity: Decimal, listed: Decimal, asked: Decimal) -> GivenLine:
    """Return a line of a quantity with the price of one unit by the list and as it is asked.

    Who takes goods back gives away what is above the list price; what the customer loses is not given.
    """
    return GivenLine(listed * quantity, max((listed - asked) * quantity, ZERO))


def given_percent(lines: Mapping[int, GivenLine], charges: Sequence[CalculatedCharge], on_order: Decimal = ZERO) -> Decimal:
    """Return the largest percentage that is given away of the whole order, or of one line by itself with its own charges.

    ``lines`` are held by the key that charges name; ``on_order`` is the typed total discount and other amounts off the whole
    order; charges that the customer pays do not count. Of goods sold and taken back on one order the larger side is the
    measure; 100 where there is nothing to take it off.
    """
    lowering = [(charge.rule.line_id, -charge.amount) for charge in charges if charge.amount < 0]
    given = on_order + sum((line.given for line in lines.values()), ZERO) + sum((amount for _line, amount in lowering), ZERO)
    sold = sum((line.listed for line in lines.values() if line.listed > 0), ZERO)
    back = sum((-line.listed for line in lines.values() if line.listed < 0), ZERO)
    highest = _percent(given, max(sold, back))
    for key, known in lines.items():
        own = sum((amount for line, amount in lowering if line == key), ZERO)
        highest = max(highest, _percent(known.given + own, abs(known.listed)))
    return highest


def _percent(given: Decimal, worth: Decimal) -> Decimal:
    if not given:
        return ZERO
    return given * HUNDRED / worth if worth else HUNDRED
