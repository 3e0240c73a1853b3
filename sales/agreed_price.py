"""What was agreed for an order line, whoever agreed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from foundation.money import ZERO


@dataclass(frozen=True, slots=True)
class AgreedPrice:
    """What was agreed for a line, in the order's currency per ``price_unit`` of the line's units.

    ``key`` names the agreement's line, ``factor`` how many of its units one of the order line's makes. Without a price of its
    own the search finds it; discounts always come from here. ``bounded`` tells that no more than what was agreed may be ordered,
    ``source`` is added to "why this price".
    """

    key: int
    discount_percent: Decimal = ZERO
    discount_amount: Decimal = ZERO
    unit_price: Decimal | None = None
    price_unit: Decimal = Decimal(1)
    factor: Decimal = Decimal(1)
    bounded: bool = False
    source: Mapping[str, Any] = field(default_factory=dict)
