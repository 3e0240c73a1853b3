"""How much a typed total discount and typed charges give away: pure calculation, held against the user's limit (PRC-06)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from foundation.money import ZERO
from sales.charges import CalculatedCharge
from sales.pricing import HUNDRED


def given_percent(line_nets: Mapping[int, Decimal], charges: Sequence[CalculatedCharge], total_discount: Decimal = ZERO) -> Decimal:
    """Return the largest percentage that is taken off all lines together, or off one line by its own charges.

    ``line_nets`` holds net amounts by the key that charges name; charges that the customer pays do not count. 100 where there is
    nothing to take it off.
    """
    lowering = [(charge.rule.line_id, -charge.amount) for charge in charges if charge.amount < 0]
    off_order = max(total_discount, ZERO) + sum((amount for _line, amount in lowering), ZERO)
    highest = _percent(off_order, sum((abs(net) for net in line_nets.values()), ZERO))
    for key, net in line_nets.items():
        highest = max(highest, _percent(sum((amount for line, amount in lowering if line == key), ZERO), abs(net)))
    return highest


def _percent(given: Decimal, net: Decimal) -> Decimal:
    if not given:
        return ZERO
    return given * HUNDRED / net if net else HUNDRED
