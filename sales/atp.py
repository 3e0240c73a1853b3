"""Available to promise: what can still be promised per day without endangering what is promised already (sales.md §12.3). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Movement:
    """An expected movement of stock: a positive quantity that comes or goes on a day; ``line_id`` is the order line that it is for."""

    due: date
    quantity: Decimal
    is_receipt: bool
    line_id: int | None = None


@dataclass(frozen=True, slots=True)
class Fences:
    """How far ahead is looked, which overdue movements count, and in how many days they are expected after all."""

    horizon: int = 60
    demand_fence: int = 7
    supply_fence: int = 7
    demand_offset: int = 1
    supply_offset: int = 1

    def day_of(self, movement: Movement, today: date) -> int | None:
        """Return the day that a movement counts on, today being 0; None when it is too long overdue or beyond the horizon."""
        day = (movement.due - today).days
        if day < 0:
            fence, offset = (self.supply_fence, self.supply_offset) if movement.is_receipt else (self.demand_fence, self.demand_offset)
            if -day > fence:
                return None
            day = offset
        return day if day <= self.horizon else None


@dataclass(frozen=True, slots=True)
class AtpDay:
    """One day of the table: what comes and goes, what is projected at its end, and what may still be promised for it."""

    day: date
    receipts: Decimal
    issues: Decimal
    projected: Decimal
    available: Decimal


def available_to_promise(on_hand: Decimal, receipts: Sequence[Decimal], issues: Sequence[Decimal]) -> list[tuple[Decimal, Decimal]]:
    """Return projected stock and ATP per day from what lies there and what comes and goes per day.

    ATP of a day is the least that is projected on that day or any later one, never below zero: no promise takes what an
    earlier promise needs.
    """
    changes = (come - go for come, go in zip(receipts, issues, strict=True))
    projected = list(accumulate(changes, initial=on_hand))[1:]
    lowest = list(accumulate(reversed(projected), min))[::-1]
    return [(known, max(ZERO, low)) for known, low in zip(projected, lowest, strict=True)]


def atp_table(
    on_hand: Decimal, movements: Iterable[Movement], today: date, fences: Fences, *, leave_out: int | None = None
) -> list[AtpDay]:
    """Return the table from today to the horizon; ``leave_out`` is the order line that is being promised."""
    receipts, issues = ([ZERO] * (fences.horizon + 1) for _side in range(2))
    for movement in movements:
        day = fences.day_of(movement, today)
        if day is not None and not (leave_out is not None and movement.line_id == leave_out):
            (receipts if movement.is_receipt else issues)[day] += movement.quantity
    figures = available_to_promise(on_hand, receipts, issues)
    return [
        AtpDay(today + timedelta(days=day), come, go, projected, available)
        for day, (come, go, (projected, available)) in enumerate(zip(receipts, issues, figures, strict=True))
    ]


def earliest_day(table: Sequence[AtpDay], quantity: Decimal) -> date | None:
    """Return the first day for which a quantity can be promised; None when there is none within the horizon."""
    return next((known.day for known in table if known.available >= quantity), None)
