"""ATP: whatever is promised within it leaves every other promise possible (sales.md §12.3)."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sales.atp import available_to_promise

QUANTITY = st.integers(0, 50).map(Decimal)
DAYS = st.lists(st.tuples(QUANTITY, QUANTITY), min_size=1, max_size=30)


@given(on_hand=QUANTITY, days=DAYS)
def test_it_is_never_below_zero_and_never_falls(on_hand: Decimal, days: list[tuple[Decimal, Decimal]]) -> None:
    found = [available for _projected, available in available_to_promise(on_hand, *_columns(days))]

    assert all(known >= 0 for known in found)
    assert found == sorted(found)


@given(on_hand=QUANTITY, days=DAYS, data=st.data())
def test_a_promise_within_it_makes_no_day_short_that_was_not(
    on_hand: Decimal, days: list[tuple[Decimal, Decimal]], data: st.DataObject
) -> None:
    receipts, issues = _columns(days)
    before = available_to_promise(on_hand, receipts, issues)
    day = data.draw(st.integers(0, len(days) - 1))
    issues[day] += before[day][1]

    after = available_to_promise(on_hand, receipts, issues)

    assert all(now >= 0 for (was, _), (now, _) in zip(before, after, strict=True) if was >= 0)


@given(on_hand=QUANTITY, days=DAYS)
def test_one_more_than_it_would_make_some_day_short(on_hand: Decimal, days: list[tuple[Decimal, Decimal]]) -> None:
    receipts, issues = _columns(days)
    for day, (_projected, available) in enumerate(available_to_promise(on_hand, receipts, issues)):
        more = [*issues[:day], issues[day] + available + 1, *issues[day + 1 :]]
        assert min(projected for projected, _ in available_to_promise(on_hand, receipts, more)[day:]) < 0


def _columns(days: list[tuple[Decimal, Decimal]]) -> tuple[list[Decimal], list[Decimal]]:
    return [come for come, _go in days], [go for _come, go in days]
