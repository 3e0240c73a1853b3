"""Documents carry the date of the legal entity's own calendar, whatever the clock of the server says (reliability.md §8)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from foundation.batch.models import BatchRun
from foundation.batch.services.start_runs import start_due_jobs
from foundation.batch.services.work import work_on
from foundation.ledger.checks import violations
from foundation.organization.models import FiscalPeriod, PeriodStatus
from foundation.organization.services.fiscal_periods import change_period
from invoicing.models import CustomerInvoice
from sales.models import PackingSlip
from tests.factories.batch_invoicing import job, many_orders
from tests.factories.company import Company, make_company
from tests.factories.invoicing import post
from tests.factories.sales import deliver, sales_order

pytestmark = [pytest.mark.django_db]

MONTH_END = "2026-03-31 23:30Z"
SUMMER_BEGINS, SUMMER_ENDS = date(2026, 3, 29), date(2026, 10, 25)
ZONES = {
    "America/Los_Angeles": date(2026, 3, 31),  # UTC−7 in March, UTC−8 in winter
    "Pacific/Pitcairn": date(2026, 3, 31),  # UTC−8 all year
    "UTC": date(2026, 3, 31),
    "Europe/Amsterdam": date(2026, 4, 1),
    "Pacific/Tongatapu": date(2026, 4, 1),  # UTC+13 all year
}
every_zone = pytest.mark.parametrize(("zone", "day"), ZONES.items(), ids=ZONES)


def company_in(zone: str) -> Company:
    """Return a company whose clocks show the time of a zone."""
    return make_company("ZZ01", time_zone=zone)


@every_zone
def test_half_an_hour_before_the_month_ends_in_utc_each_entity_posts_on_its_own_day(db: None, zone: str, day: date) -> None:
    company = company_in(zone)
    with time_machine.travel(MONTH_END, tick=False):
        order = sales_order(company, ("S", 2), order_date=company.entity.today())
        deliver(company, order, delivery_date=None, updates={10: 1})
        post(company, order, invoice_date=company.entity.today())

    assert PackingSlip.of(company.entity).get().date == day
    invoice = CustomerInvoice.of(company.entity).get()
    assert (invoice.invoice_date, invoice.voucher.date) == (day, day)
    assert invoice.voucher.period == FiscalPeriod.of(company.entity).containing(day).get()
    assert violations() == []


@every_zone
def test_a_batch_keeps_the_day_on_which_it_began(db: None, zone: str, day: date) -> None:
    company = company_in(zone)
    with time_machine.travel(MONTH_END, tick=False) as clock:
        many_orders(company, 2)
        job(company)
        [run] = start_due_jobs()
        clock.move_to(datetime(2026, 4, 2, 12, tzinfo=UTC))
        work_on(run.pk)

    assert BatchRun.of(company.entity).get().on_date == day
    assert set(CustomerInvoice.of(company.entity).values_list("invoice_date", flat=True)) == {day}


@every_zone
def test_a_closed_month_is_closed_for_those_whose_month_has_not_ended(db: None, zone: str, day: date) -> None:
    company = company_in(zone)
    march = FiscalPeriod.of(company.entity).containing(date(2026, 3, 31)).get()
    order = sales_order(company, ("S", 1))
    change_period(march, PeriodStatus.CLOSED, [], user=company.clerk)
    with time_machine.travel(MONTH_END, tick=False):
        result = deliver(company, order, delivery_date=None)

    assert bool(result.slips) is (day.month == 4)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-29 00:59Z", SUMMER_BEGINS),  # 01:59 before the clocks are put forward
        ("2026-03-29 01:00Z", SUMMER_BEGINS),  # 03:00: the hour before did not exist
        ("2026-03-28 23:30Z", SUMMER_BEGINS),  # 00:30
        ("2026-03-29 21:59Z", SUMMER_BEGINS),  # 23:59 in summer time
        ("2026-03-29 22:00Z", date(2026, 3, 30)),  # midnight comes an hour earlier in UTC
        ("2026-10-25 00:30Z", SUMMER_ENDS),  # 02:30 for the first time
        ("2026-10-25 01:30Z", SUMMER_ENDS),  # 02:30 for the second time
        ("2026-10-25 22:59Z", SUMMER_ENDS),  # 23:59 in winter time
        ("2026-10-25 23:00Z", date(2026, 10, 26)),
    ],
)
def test_today_is_right_in_the_hour_that_is_left_out_and_in_the_one_that_comes_twice(company: Company, moment: str, day: date) -> None:
    with time_machine.travel(moment, tick=False):
        order = sales_order(company, ("S", 1), order_date=company.entity.today())
        deliver(company, order, delivery_date=None)
        [invoice] = post(company, order, invoice_date=company.entity.today()).invoices

    assert (order.order_date, PackingSlip.of(company.entity).get().date, invoice.invoice_date) == (day, day, day)


def test_with_the_server_s_date_the_day_would_be_wrong(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    company = company_in("Pacific/Tongatapu")
    monkeypatch.setattr(type(company.entity), "today", lambda _entity: datetime.now(UTC).date())
    with time_machine.travel(MONTH_END, tick=False):
        deliver(company, sales_order(company, ("S", 1)), delivery_date=None)

    assert PackingSlip.of(company.entity).get().date != ZONES["Pacific/Tongatapu"]
