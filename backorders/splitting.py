"""Distributing what is on hand over lines that wait for it: plain data in, plain data out (sales.md §19.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

ZERO = Decimal(0)


class SplitMethod(models.TextChoices):
    """How stock is distributed: first come first served, by share of what is open, or the same for everybody."""

    PRIORITY = "priority", _("Priority")
    PROPORTIONAL = "proportional", _("Proportional")
    EQUAL = "equal", _("Equal")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that waits for goods; quantities in one unit, ``step`` is the smallest part of it that can be given.

    ``whole`` tells that the line gets all of its remainder or nothing.
    """

    key: int
    remainder: Decimal
    priority: int
    promised: date
    created: int
    step: Decimal = Decimal(1)
    whole: bool = False

    @property
    def rank(self) -> tuple[int, date, int]:
        """Return who comes first: priority 1 before 9, then the promise, then who ordered first."""
        return self.priority, self.promised, self.created

    def fitting(self, quantity: Decimal) -> Decimal:
        """Return the largest quantity of whole steps that is neither above a quantity nor above the remainder."""
        wanted = max(min(quantity, self.remainder), ZERO)
        return wanted if wanted == self.remainder else (wanted / self.step).to_integral_value(ROUND_FLOOR) * self.step


Shares = dict[int, Decimal]


def split(available: Decimal, lines: Sequence[Waiting], method: str) -> Shares:
    """Return what each line gets of a quantity, by key: never more together than there is, nor more than a line waits for.

    A line that takes all or nothing and would get a part gets nothing; what it leaves goes to the others by the same method.
    """
    ranked = sorted(lines, key=lambda line: line.rank)
    taking = list(ranked)
    while True:
        shares = _METHODS[SplitMethod(method)](max(available, ZERO), taking)
        in_part = [line for line in taking if line.whole and shares[line.key] < line.remainder]
        if not in_part:
            return {line.key: shares.get(line.key, ZERO) for line in ranked}
        taking.remove(in_part[-1])


def _by_priority(available: Decimal, ranked: Sequence[Waiting]) -> Shares:
    shares, left = {}, available
    for line in ranked:
        share = line.fitting(left)
        if line.whole and share < line.remainder:
            share = ZERO
        shares[line.key] = share
        left -= share
    return shares


def _proportional(available: Decimal, ranked: Sequence[Waiting]) -> Shares:
    total = sum((line.remainder for line in ranked), ZERO)
    if total <= available:
        return {line.key: line.remainder for line in ranked}
    shares = {line.key: line.fitting(available * line.remainder / total) for line in ranked}
    return _leftovers(available, ranked, shares)


def _equal(available: Decimal, ranked: Sequence[Waiting]) -> Shares:
    """Give everybody the same; what somebody does not need is shared among the others."""
    shares = dict.fromkeys((line.key for line in ranked), ZERO)
    hungry, left = list(ranked), available
    while hungry and left > 0:
        portion = left / len(hungry)
        given = {line.key: line.fitting(shares[line.key] + portion) - shares[line.key] for line in hungry}
        if not any(given.values()):
            break
        for key, quantity in given.items():
            shares[key] += quantity
            left -= quantity
        hungry = [line for line in hungry if shares[line.key] < line.remainder]
    return _leftovers(available, ranked, shares)


def _leftovers(available: Decimal, ranked: Sequence[Waiting], shares: Shares) -> Shares:
    """Give what rounding left over, a step at a time, in the order of priority."""
    left = available - sum(shares.values(), ZERO)
    moving = True
    while moving:
        moving = False
        for line in ranked:
            more = line.fitting(shares[line.key] + line.step) - shares[line.key]
            if 0 < more <= left:
                shares[line.key] += more
                left -= more
                moving = True
    return shares


_METHODS: dict[str, Callable[[Decimal, Sequence[Waiting]], Shares]] = {
    SplitMethod.PRIORITY: _by_priority,
    SplitMethod.PROPORTIONAL: _proportional,
    SplitMethod.EQUAL: _equal,
}
