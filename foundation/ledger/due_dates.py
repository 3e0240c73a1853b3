"""Due dates, cash discount dates and instalments (invoicing.md 8.1, 8.3, 8.4). Pure: no queries, no saves."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from foundation.ledger.errors import ScheduleNotWhole
from foundation.money import round_to_step, spread


@dataclass(frozen=True)
class Terms:
    """Terms of payment as data: how the due date follows from the base date."""

    method: str = "net"
    months: int = 0
    days: int = 0
    payment_days: tuple[int, ...] = ()
    payment_weekdays: tuple[int, ...] = ()
    calendar_rule: str = "none"
    holidays: frozenset[date] = frozenset()


def due_date(terms: Terms, invoice_date: date, document_date: date | None = None) -> date:
    """Return the due date: base date, then months, then days, then payment day, then calendar; never before the invoice."""
    if terms.method == "cod":
        return invoice_date
    base = _base_date(terms.method, document_date or invoice_date)
    moved = base + relativedelta(months=terms.months)
    if terms.months and terms.method in ("current_month", "current_quarter", "current_year"):
        moved = _month_end(moved)
    moved += timedelta(days=terms.days)
    moved = _on_payment_day(terms, moved)
    return max(_on_working_day(terms, moved), invoice_date)


def _base_date(method: str, start: date) -> date:
    if method == "current_week":
        return start + timedelta(days=7 - start.isoweekday())
    if method == "current_month":
        return _month_end(start)
    if method == "current_quarter":
        return _month_end(start.replace(day=1, month=(start.month - 1) // 3 * 3 + 3))
    if method == "current_year":
        return date(start.year, 12, 31)
    return start


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _on_payment_day(terms: Terms, day: date) -> date:
    if not terms.payment_days and not terms.payment_weekdays:
        return day
    while not _is_payment_day(terms, day):
        day += timedelta(days=1)
    return day


def _is_payment_day(terms: Terms, day: date) -> bool:
    last = monthrange(day.year, day.month)[1]
    in_month = {min(listed, last) if listed >= 31 else listed for listed in terms.payment_days}
    return day.day in in_month or day.isoweekday() in terms.payment_weekdays


def _on_working_day(terms: Terms, day: date) -> date:
    if terms.calendar_rule == "none":
        return day
    step = timedelta(days=1 if terms.calendar_rule == "next" else -1)
    while day.isoweekday() > 5 or day in terms.holidays:
        day += step
    return day


def instalments(amount: Decimal, percents: Sequence[Decimal], step: Decimal, *, code: str = "") -> list[Decimal]:
    """Split an amount by percentages with ALLOC; raises ScheduleNotWhole (INV-810) unless they add up to 100."""
    whole = sum(percents, Decimal(0))
    if whole != 100:
        raise ScheduleNotWhole(code=code, x=whole)
    return spread(amount, percents, step)


def equal_instalments(amount: Decimal, number: int, step: Decimal) -> list[Decimal]:
    """Split an amount into a number of equal parts with ALLOC."""
    return spread(amount, [Decimal(1)] * number, step)


def fixed_instalments(amount: Decimal, part: Decimal, step: Decimal) -> list[Decimal]:
    """Split an amount into parts of a fixed size; the last one is the remainder."""
    parts: list[Decimal] = []
    left = amount
    while abs(left) > part > 0:
        piece = part.copy_sign(left)
        parts.append(piece)
        left -= piece
    return [*parts, round_to_step(left, step)]


def instalment_dates(first: date, number: int, interval: str, every: int) -> list[date]:
    """Return the due dates of instalments, counted from the first one; a month without that day uses its last day."""
    return [first + relativedelta(**{interval: every * index}) for index in range(number)]  # type: ignore[arg-type]
