"""When a subscription is delivered and invoiced: cycle dates counted from the start date (sales.md §16.1, §16.3). Pure."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_EVERY = 999
MONTHS_OF_YEAR = 12
SATURDAY, WEEK = 5, 7


class CycleUnit(models.TextChoices):
    """What a cycle is counted in."""

    DAY = "day", _("Day")
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")


class InvoiceMoment(models.TextChoices):
    """When a cycle is handed to the invoicing job; by hand leaves it to people and to the selection of that job."""

    BY_HAND = "by_hand", _("By hand")
    IN_ADVANCE = "in_advance", _("In advance")
    IN_ARREARS = "in_arrears", _("In arrears")


class WeekendRule(models.TextChoices):
    """What becomes of a delivery date in a weekend."""

    NONE = "none", _("Keep the date")
    NEXT_WORKING_DAY = "next_working_day", _("Next working day")


_DAYS = {CycleUnit.DAY: 1, CycleUnit.WEEK: WEEK}
_MONTHS = {CycleUnit.MONTH: 1, CycleUnit.QUARTER: 3, CycleUnit.YEAR: MONTHS_OF_YEAR}


@dataclass(frozen=True, slots=True)
class SubscriptionTerms:
    """How often an order is delivered and invoiced, from when and until when; ``start_date`` None was not entered yet."""

    start_date: date | None = None
    delivery_every: int = 1
    delivery_unit: str = CycleUnit.MONTH
    invoice_every: int = 1
    invoice_unit: str = CycleUnit.MONTH
    end_date: date | None = None
    number_of_cycles: int | None = None
    deliver_automatically: bool = True
    invoice_moment: str = InvoiceMoment.BY_HAND
    weekend_rule: str = WeekendRule.NONE
    reprice_each_cycle: bool = False

    @property
    def last_day(self) -> date | None:
        """Return the last day that a cycle may start on; None without an end."""
        if self.start_date is None or self.number_of_cycles is None:
            return self.end_date
        return cycle_date(self.start_date, self.number_of_cycles, self.delivery_every, self.delivery_unit) - timedelta(days=1)

    @property
    def cycles(self) -> int | None:
        """Return how many cycles are delivered in all; None without an end."""
        if self.start_date is None or self.number_of_cycles is not None or self.end_date is None:
            return self.number_of_cycles
        return whole_cycles(self.start_date, self.end_date, self.delivery_every, self.delivery_unit) + 1

    def delivery_date(self, cycle: int) -> date | None:
        """Return when a cycle, counted from 1, is delivered; None when the subscription is over by then."""
        start = self._start_of(cycle, self.delivery_every, self.delivery_unit)
        if start is None or self.weekend_rule == WeekendRule.NONE or start.weekday() < SATURDAY:
            return start
        return start + timedelta(days=WEEK - start.weekday())

    def invoice_date(self, cycle: int) -> date | None:
        """Return when an invoice cycle, counted from 1, is invoiced: on its first day, in arrears on its last; None when over."""
        start = self._start_of(cycle, self.invoice_every, self.invoice_unit)
        if start is None or self.start_date is None or self.invoice_moment != InvoiceMoment.IN_ARREARS:
            return start
        return cycle_date(self.start_date, cycle, self.invoice_every, self.invoice_unit) - timedelta(days=1)

    def price_day(self, cycle: int) -> date | None:
        """Return the day whose prices a delivered cycle has: the day of its invoice, its own start where people invoice by hand."""
        start = self._start_of(cycle, self.delivery_every, self.delivery_unit)
        if start is None or self.start_date is None or self.invoice_moment == InvoiceMoment.BY_HAND:
            return start
        return self.invoice_date(1 + whole_cycles(self.start_date, start, self.invoice_every, self.invoice_unit)) or start

    def _start_of(self, cycle: int, every: int, unit: str) -> date | None:
        if self.start_date is None:
            return None
        start, last = cycle_date(self.start_date, cycle - 1, every, unit), self.last_day
        return start if last is None or start <= last else None


def cycle_date(start: date, count: int, every: int, unit: str) -> date:
    """Return the start plus a number of cycles; a day that the month does not have becomes its last day, one after all days the last."""
    kind = CycleUnit(unit)
    if kind in _DAYS:
        return start + timedelta(days=min(count * every * _DAYS[kind], (date.max - start).days))
    year, month = divmod(start.year * MONTHS_OF_YEAR + start.month - 1 + count * every * _MONTHS[kind], MONTHS_OF_YEAR)
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def whole_cycles(start: date, until: date, every: int, unit: str) -> int:
    """Return how many whole cycles lie between a start and a day not before it."""
    kind = CycleUnit(unit)
    if kind in _DAYS:
        return (until - start).days // (every * _DAYS[kind])
    months = (until.year - start.year) * MONTHS_OF_YEAR + until.month - start.month
    count = months // (every * _MONTHS[kind])
    return count if cycle_date(start, count, every, unit) <= until else count - 1
