"""Closing a period while others post into it: what is posted is either in it before it closes, or refused (REL-15)."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from datetime import date

import pytest
from django.db import transaction

from foundation.ledger.checks import violations
from foundation.organization.errors import DateInClosedPeriod, PeriodNotOpen
from foundation.organization.models import FiscalPeriod, PeriodStatus
from foundation.organization.models.fiscal_period import FiscalPeriodQuerySet
from foundation.organization.services.fiscal_periods import add_fiscal_year, change_period
from invoicing.models import CustomerInvoice
from invoicing.services import post_invoices as invoices
from sales.models import PackingSlip, SalesOrder
from sales.services import post_packing_slips as slips
from tests.factories.batch_invoicing import many_orders
from tests.factories.company import Company
from tests.factories.invoicing import post, set_invoicing_parameters
from tests.factories.sales import deliver, sales_order
from tests.faults.size import size
from tests.faults.threads import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

RACES = size(20, 500)
POSTERS = 4
LONGEST_POSTING_SECONDS = 0.4
FIRST_YEAR = 2030


@pytest.fixture(autouse=True)
def _postings_dawdle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let postings wait a moment between the look at the period and the first document."""
    for module in (invoices, slips):
        take_numbers = module.take_numbers

        def slowly(*arguments: object, take_numbers: object = take_numbers, **options: object) -> object:
            time.sleep(random.uniform(0, 0.03))
            return take_numbers(*arguments, **options)  # type: ignore[operator]

        monkeypatch.setattr(module, "take_numbers", slowly)


def months(company: Company, count: int) -> list[FiscalPeriod]:
    """Return open periods of years to come, in order."""
    set_invoicing_parameters(company, max_future_invoice_days=20_000)
    found: list[FiscalPeriod] = []
    while len(found) < count:
        year = FIRST_YEAR + len(found) // 12
        found += add_fiscal_year(company.entity, year, date(year, 1, 1), user=company.clerk)
    return found[:count]


def documents_in(company: Company, period: FiscalPeriod) -> int:
    """Return how many documents lie in a period."""
    slips = PackingSlip.of(company.entity).filter(date__range=(period.start_date, period.end_date))
    invoices = CustomerInvoice.of(company.entity).filter(invoice_date__range=(period.start_date, period.end_date))
    return slips.count() + invoices.count()


def race(company: Company, period: FiscalPeriod, orders: list[SalesOrder]) -> int:
    """Let several post into a period while one closes it; return how many documents came after the count of the one who closed."""
    counted: list[int] = []

    def close() -> None:
        time.sleep(random.uniform(0, LONGEST_POSTING_SECONDS))
        with transaction.atomic():
            change_period(period, PeriodStatus.CLOSED, [], user=company.clerk)
            counted.append(documents_in(company, period))

    def work(number: int) -> None:
        with suppress(PeriodNotOpen):
            if number == 0:
                close()
            elif number % 2:
                deliver(company, orders[number - 1], delivery_date=period.end_date)
            else:
                post(company, orders[number - 1], invoice_date=period.end_date)

    at_once(1 + POSTERS, work)
    return documents_in(company, period) - counted[0]


def race_all(company: Company, races: int) -> tuple[int, int]:
    """Race over several periods; return how many documents were posted and how many of them after their period was closed."""
    late = 0
    periods = months(company, races)
    orders = many_orders(company, races * POSTERS)
    for number, period in enumerate(periods):
        late += race(company, period, orders[number * POSTERS : (number + 1) * POSTERS])
    return sum(documents_in(company, period) for period in periods), late


def test_nothing_slips_into_a_period_that_is_being_closed(company: Company) -> None:
    posted, late = race_all(company, RACES)

    assert late == 0
    assert 0 < posted < RACES * POSTERS, f"All were early or all were late, {posted} were posted"
    assert violations() == []


def test_what_comes_too_late_is_refused(company: Company) -> None:
    [period] = months(company, 1)
    change_period(period, PeriodStatus.CLOSED, [], user=company.clerk)
    order = sales_order(company, ("S", 1))

    with pytest.raises(DateInClosedPeriod):
        deliver(company, order, delivery_date=period.end_date).or_raise()
    with pytest.raises(PeriodNotOpen):
        post(company, order, invoice_date=period.end_date).plan.or_raise()
    assert documents_in(company, period) == 0


def test_without_the_share_lock_documents_slip_in(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    require_open = FiscalPeriodQuerySet.require_open
    monkeypatch.setattr(
        FiscalPeriodQuerySet, "require_open", lambda self, on_date, module, **_lock: require_open(self, on_date, module, lock=False)
    )

    _posted, late = race_all(company, 6)

    assert late > 0
