"""Due dates and instalments beyond the scenarios of the specification."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from foundation.ledger.due_dates import Terms, due_date, fixed_instalments, instalment_dates, instalments
from foundation.ledger.errors import ScheduleNotWhole
from foundation.money import CENT

WEDNESDAY = date(2026, 4, 15)


def test_cash_on_delivery_is_due_at_once() -> None:
    assert due_date(Terms("cod", days=30), WEDNESDAY) == WEDNESDAY


@pytest.mark.parametrize(
    ("method", "due"),
    [("current_week", date(2026, 4, 19)), ("current_quarter", date(2026, 6, 30)), ("current_year", date(2026, 12, 31))],
)
def test_a_stretch_is_counted_from_its_last_day(method: str, due: date) -> None:
    assert due_date(Terms(method), WEDNESDAY) == due


def test_a_due_date_before_the_invoice_is_lifted_to_it() -> None:
    assert due_date(Terms(days=3), WEDNESDAY, document_date=date(2026, 4, 1)) == WEDNESDAY


def test_payment_day_31_is_the_last_day_of_a_shorter_month() -> None:
    assert due_date(Terms(payment_days=(31,)), WEDNESDAY) == date(2026, 4, 30)


def test_a_payment_day_may_be_a_weekday() -> None:
    assert due_date(Terms(payment_weekdays=(1,)), WEDNESDAY) == date(2026, 4, 20)


def test_a_working_day_before_skips_holidays_too() -> None:
    terms = Terms(days=3, calendar_rule="previous", holidays=frozenset({date(2026, 4, 17)}))

    assert due_date(terms, WEDNESDAY) == date(2026, 4, 16)


def test_the_last_part_of_a_fixed_amount_is_the_remainder() -> None:
    assert fixed_instalments(Decimal("1000.00"), Decimal("300.00"), CENT) == [Decimal(300)] * 3 + [Decimal(100)]
    assert fixed_instalments(Decimal("-700.00"), Decimal("300.00"), CENT) == [Decimal(-300)] * 2 + [Decimal(-100)]


def test_specified_parts_must_reach_the_whole() -> None:
    assert instalments(Decimal("99.99"), [Decimal(50), Decimal(50)], CENT) == [Decimal("50.00"), Decimal("49.99")]
    with pytest.raises(ScheduleNotWhole, match="HALF add up to 90"):
        instalments(Decimal("99.99"), [Decimal(50), Decimal(40)], CENT, code="HALF")


def test_monthly_instalments_from_a_month_end_stay_at_month_ends() -> None:
    assert instalment_dates(date(2026, 1, 31), 3, "months", 1) == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
