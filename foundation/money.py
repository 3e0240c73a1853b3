"""Rounding and allocation of amounts: the only place in the product where money is rounded (invoicing.md A.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Literal

ZERO = Decimal(0)
CENT = Decimal("0.01")

RoundingMode = Literal["half_up", "down", "up"]

_DECIMAL_MODE: dict[str, str] = {"half_up": ROUND_HALF_UP, "down": ROUND_DOWN, "up": ROUND_UP}


def round_to_step(value: Decimal, step: Decimal = CENT, mode: RoundingMode = "half_up") -> Decimal:
    """Return ``value`` as a multiple of ``step``; ties go away from zero unless the mode says otherwise.

    All modes are symmetric: the rounding of −x is minus the rounding of x. ``step`` must be above zero.
    """
    if step <= 0:
        raise ValueError("A rounding step must be above zero")
    units = (value / step).quantize(Decimal(1), rounding=_DECIMAL_MODE[mode])
    return (units * step).quantize(step) if step < 1 else units * step


def round_amount(value: Decimal, decimals: int = 2) -> Decimal:
    """Return an amount rounded half away from zero to the decimals of its currency."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def allocate(shares: Iterable[Decimal], step: Decimal = CENT) -> list[Decimal]:
    """Round exact shares so that they add up to the rounded total, by cumulative rounding in order (ALLOC)."""
    parts: list[Decimal] = []
    running, given = ZERO, ZERO
    for share in shares:
        running += share
        rounded = round_to_step(running, step)
        parts.append(rounded - given)
        given = rounded
    return parts


def spread(total: Decimal, weights: Sequence[Decimal], step: Decimal = CENT) -> list[Decimal]:
    """Spread ``total`` over weights with ALLOC; equal weights when the weights add up to zero."""
    if not weights:
        return []
    whole = sum(weights, ZERO)
    if whole == 0:
        weights, whole = [Decimal(1)] * len(weights), Decimal(len(weights))
    running, given, parts = ZERO, ZERO, []
    for weight in weights:
        running += weight
        rounded = round_to_step(total * running / whole, step)
        parts.append(rounded - given)
        given = rounded
    return parts


class CurrencyMismatchError(ValueError):
    """Two amounts of different currencies met in one calculation."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount and its currency code, which never part."""

    amount: Decimal
    currency: str

    def __add__(self, other: Money) -> Money:
        """Add two amounts of the same currency."""
        if other.currency != self.currency:
            raise CurrencyMismatchError(f"{self.currency} and {other.currency} cannot be added")
        return Money(self.amount + other.amount, self.currency)

    def __neg__(self) -> Money:
        """Return the amount with the opposite sign."""
        return Money(-self.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        """Subtract an amount of the same currency."""
        return self + -other
