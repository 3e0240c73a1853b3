"""Distributing what is on hand: what holds for any quantities (sales.md §19.4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backorders.splitting import SplitMethod, Waiting, split

DAY = date(2026, 3, 2)


def line(key: int, remainder: int, *, priority: int = 5, whole: bool = False, step: str = "1", promised: date = DAY) -> Waiting:
    """Return a line that waits for a quantity."""
    return Waiting(key, Decimal(remainder), priority, promised, key, Decimal(step), whole)


@st.composite
def waiting(draw: st.DrawFn) -> list[Waiting]:
    """Draw a handful of lines with remainders of whole steps."""
    found = []
    for key in range(draw(st.integers(1, 8))):
        step = draw(st.sampled_from([Decimal("0.01"), Decimal("0.5"), Decimal(1), Decimal(12)]))
        remainder = step * draw(st.integers(1, 40))
        found.append(Waiting(key, remainder, draw(st.integers(1, 9)), DAY, key, step, draw(st.booleans())))
    return found


amounts = st.decimals(0, 500, places=2)
methods = st.sampled_from(SplitMethod.values)


@given(amounts, waiting(), methods)
def test_nobody_gets_more_than_there_is_nor_more_than_they_wait_for(available: Decimal, lines: list[Waiting], method: str) -> None:
    shares = split(available, lines, method)

    assert set(shares) == {known.key for known in lines}
    assert sum(shares.values()) <= available
    assert all(0 <= shares[known.key] <= known.remainder for known in lines)


@given(amounts, waiting(), methods)
def test_shares_are_whole_steps_and_lines_that_take_all_or_nothing_do(available: Decimal, lines: list[Waiting], method: str) -> None:
    shares = split(available, lines, method)

    assert all(shares[known.key] % known.step == 0 for known in lines)
    assert all(shares[known.key] in (0, known.remainder) for known in lines if known.whole)


@given(amounts, waiting(), methods)
def test_nothing_lies_idle_that_somebody_could_take(available: Decimal, lines: list[Waiting], method: str) -> None:
    taking = [Waiting(known.key, known.remainder, known.priority, DAY, known.key, known.step) for known in lines]
    shares = split(available, taking, method)

    left = available - sum(shares.values())
    assert all(shares[known.key] == known.remainder or known.step > left for known in taking)


@given(waiting(), methods)
def test_everybody_gets_everything_when_there_is_enough(lines: list[Waiting], method: str) -> None:
    assert split(sum((known.remainder for known in lines), Decimal(0)), lines, method) == {known.key: known.remainder for known in lines}


@pytest.mark.parametrize("method", SplitMethod.values)
def test_nothing_is_distributed_of_nothing(method: str) -> None:
    assert split(Decimal(-3), [line(1, 5)], method) == {1: 0}


def test_the_earlier_promise_goes_first_among_equal_priorities() -> None:
    lines = [line(1, 5, promised=date(2026, 3, 9)), line(2, 5)]
    assert split(Decimal(5), lines, SplitMethod.PRIORITY) == {1: 0, 2: 5}


def test_the_last_of_two_that_take_all_or_nothing_leaves_its_share_to_the_first() -> None:
    lines = [line(1, 10, priority=1, whole=True), line(2, 8, priority=2, whole=True)]
    assert split(Decimal(12), lines, SplitMethod.PROPORTIONAL) == {1: 10, 2: 0}
