"""Backorders: by item, by vendor, split on-hand, new dates and notices (sales.md §19, §24)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from backorders.item_lines import item_lines
from backorders.models import BackorderMark, CustomerNotice, SupplyBackorder
from backorders.services.change_dates import DateChange, DateRule, change_dates
from backorders.services.inform_customers import inform_customers
from backorders.services.set_priority import set_priority
from backorders.services.split_on_hand import plan_split
from backorders.splitting import SplitMethod
from sales.models import SalesOrderLine
from tests.factories.backorders import TODAY, backorder, stock_of, waits
from tests.factories.company import Company
from tests.factories.purchasing import purchase

THREE = ((1, "C-100"), (2, "C-100"), (3, "C-200"))


@pytest.fixture(autouse=True)
def second_of_march() -> Iterator[None]:
    """Let it be Monday 2 March 2026."""
    with time_machine.travel("2026-03-02 09:00Z", tick=False):
        yield


@pytest.fixture
def stocked(company: Company) -> Company:
    """Twelve pieces of an item that may not go below zero."""
    company.item("A1", "10.00", negative_stock=False)
    company.stock("A1", "12")
    return company


@pytest.mark.scenario("sales", "S-124")
def test_an_item_shows_what_is_short_who_waits_and_what_comes(stocked: Company) -> None:
    for quantity in (10, 8, 5):
        waits(stocked, "A1", quantity)
    purchase(stocked, "A1", 20, due=date(2026, 3, 8))

    found = stock_of(stocked, "A1")
    lines = item_lines(stocked.entity, found)

    assert (found.shortage, found.order_count, found.first_receipt) == (11, 3, date(2026, 3, 8))
    assert [line.projected for line in lines] == [2, -6, -11, 9]


def three_lines(company: Company, *, whole: bool = False) -> list[SalesOrderLine]:
    """Return lines of 5, 8 and 10 pieces in the priorities 1, 2 and 3."""
    lines = [waits(company, "A1", quantity) for quantity in (5, 8, 10)]
    if whole:
        SalesOrderLine.of(company.entity).filter(pk=lines[1].pk).update(prevent_partial_delivery=True)
    for priority, line in enumerate(lines, start=1):
        set_priority(company.entity, [line.pk], priority, company.user("OC"))
    return lines


def shares(company: Company, lines: list[SalesOrderLine], method: str) -> list[Decimal]:
    """Return what the lines get by a method."""
    return [row.share for row in plan_split(company.entity, [line.pk for line in lines], method).rows]


@pytest.mark.scenario("sales", "S-125")
def test_stock_is_split_by_priority_by_share_or_equally(stocked: Company) -> None:
    lines = three_lines(stocked)

    assert shares(stocked, lines, SplitMethod.PRIORITY) == [5, 7, 0]
    assert shares(stocked, lines, SplitMethod.PROPORTIONAL) == [3, 4, 5]
    assert shares(stocked, lines, SplitMethod.EQUAL) == [4, 4, 4]


@pytest.mark.scenario("sales", "S-126")
def test_a_line_that_prevents_partial_delivery_gets_all_or_nothing(stocked: Company) -> None:
    assert shares(stocked, three_lines(stocked, whole=True), SplitMethod.PRIORITY) == [5, 0, 7]


@pytest.mark.scenario("sales", "S-127")
def test_lines_are_promised_later_and_each_customer_hears_of_it_once(stocked: Company) -> None:
    stocked.customer("C-200")
    wednesday = date(2026, 3, 4)
    lines = [waits(stocked, "A1", quantity, customer=customer, promised=wednesday) for quantity, customer in THREE]
    keys, clerk = [line.pk for line in lines], stocked.user("OC")

    change_dates(stocked.entity, keys, DateChange(DateRule.SHIFT, days=5), clerk)
    notices = inform_customers(stocked.entity, keys, clerk)

    found = list(SalesOrderLine.of(stocked.entity).filter(pk__in=keys))
    assert {line.confirmed_ship_date for line in found} == {date(2026, 3, 9)}
    assert {line.requested_ship_date for line in found} == {wednesday}
    assert sorted(notice.customer.account for notice in notices) == ["C-100", "C-200"]
    assert set(BackorderMark.of(stocked.entity).values_list("last_notice", flat=True)) == {TODAY}
    told = CustomerNotice.of(stocked.entity).get(customer__account="C-200").lines.get()
    assert (told.remainder, told.old_date, told.new_date) == (3, wednesday, date(2026, 3, 9))
    assert backorder(lines[0]).last_notice == TODAY


@pytest.mark.scenario("sales", "S-128")
def test_a_vendor_shows_how_late_he_is_and_who_waits(company: Company) -> None:
    company.item("A1", "10.00", negative_stock=False)
    purchase(company, "A1", 30, due=date(2026, 3, 1))
    waits(company, "A1", 12)
    waits(company, "A1", 9, promised=date(2026, 3, 5))

    (found,) = SupplyBackorder.of(company.entity).for_list()

    assert (company.entity.today() - found.due_date).days == 1
    assert (found.waiting_count, found.waiting_quantity, found.earliest_promise) == (2, 21, TODAY)
    assert found.waiting_customers == "Customer C-100"
