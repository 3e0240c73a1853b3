"""When an invoice is due, what is deducted for paying early, and in how many parts (invoicing.md 8.1, 8.3, 8.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation.ledger.due_dates import Terms, due_date, equal_instalments, fixed_instalments, instalment_dates, instalments
from foundation.ledger.models import CashDiscount, PaymentSchedule, TermsOfPayment
from foundation.money import round_to_step


@dataclass(frozen=True)
class Instalment:
    """One part of an invoice that is due on its own day, with the cash discounts offered on it (date, percent, amount)."""

    due_date: date
    amount: Decimal
    discounts: tuple[tuple[str, str, str], ...] = ()


def terms_as_data(terms: TermsOfPayment | None) -> Terms:
    """Return terms of payment as data; without terms an invoice is due at once."""
    if terms is None:
        return Terms()
    payment_day = terms.payment_day
    return Terms(
        method=terms.method,
        months=terms.months,
        days=terms.days,
        payment_days=tuple(payment_day.days_of_month) if payment_day else (),
        payment_weekdays=tuple(payment_day.weekdays) if payment_day else (),
        calendar_rule=terms.calendar_rule,
    )


def cash_discounts(first: CashDiscount | None, amount: Decimal, base_date: date, step: Decimal) -> tuple[tuple[str, str, str], ...]:
    """Return the series of cash discounts on an amount: last day, percentage and amount of each, as text."""
    found: list[tuple[str, str, str]] = []
    known = first
    while known is not None and len(found) < 5:
        last_day = due_date(Terms(method=known.method, months=known.months, days=known.days), base_date)
        discount = round_to_step(amount * known.percent / 100, step)
        found.append((last_day.isoformat(), f"{known.percent.normalize():f}", f"{discount}"))
        known = known.next_discount
    return tuple(found)


def split_into_instalments(
    amount: Decimal, due: date, schedule: PaymentSchedule | None, discount: CashDiscount | None, base_date: date, step: Decimal
) -> list[Instalment]:
    """Return the parts of an invoice by its payment schedule: one part without a schedule."""
    amounts = _amounts(amount, schedule, step)
    dates = instalment_dates(due, len(amounts), schedule.interval, schedule.every) if schedule else [due]
    return [Instalment(day, part, cash_discounts(discount, part, base_date, step)) for day, part in zip(dates, amounts, strict=True)]


def _amounts(amount: Decimal, schedule: PaymentSchedule | None, step: Decimal) -> list[Decimal]:
    if schedule is None or not amount:
        return [amount]
    if schedule.allocation == PaymentSchedule.Allocation.FIXED_NUMBER:
        return equal_instalments(amount, schedule.number, step)
    if schedule.allocation == PaymentSchedule.Allocation.FIXED_AMOUNT:
        return fixed_instalments(amount, schedule.amount, step)
    return instalments(amount, [line.percent for line in schedule.lines.all()], step, code=schedule.code)
