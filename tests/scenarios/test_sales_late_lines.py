"""Past-due deliveries and delayed order lines (sales.md §20, L7 and L8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sales.models import SalesOrder, SalesOrderLine
from sales.services.change_lines import LineEdit, change_lines
from tests.factories.company import Company
from tests.factories.purchasing import purchase
from tests.factories.sales import only_line, sales_order


@pytest.fixture
def fourth_of_april() -> Iterator[None]:
    """Let it be 4 April 2026."""
    with time_machine.travel("2026-04-04 09:00Z", tick=False):
        yield


pytestmark = pytest.mark.usefixtures("fourth_of_april")


@pytest.fixture
def order(company: Company) -> SalesOrder:
    """Two pieces that were promised for 1 April."""
    company.item("A1", "10.00")
    return sales_order(company, ("A1", 2, "10.00"), requested_ship_date=date(2026, 4, 1))


def page(company: Company, client: Any, path: str) -> str:
    """Return a list of sales as an order clerk sees it."""
    client.force_login(company.user("OC"))
    return str(client.get(f"/{company.entity.code}/sales/orders/{path}").content.decode())


def promise(company: Company, order: SalesOrder, day: date) -> None:
    """Confirm another ship date."""
    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"confirmed_ship_date": day})], company.user("OM"))


@pytest.mark.scenario("sales", "S-130")
def test_a_line_is_past_due_until_it_is_promised_for_later(company: Company, client: Any, order: SalesOrder) -> None:
    (line,) = SalesOrderLine.of(company.entity).for_past_due_list()
    assert (line.deliver_rest, (company.entity.today() - line.promised_ship).days) == (2, 3)
    assert order.number in page(company, client, "past-due/")

    promise(company, order, date(2026, 4, 9))

    assert not SalesOrderLine.of(company.entity).for_past_due_list().exists()
    assert order.number not in page(company, client, "past-due/")


def test_it_shows_what_is_reserved_and_what_comes_next(company: Company, order: SalesOrder) -> None:
    purchase(company, "A1", 5, due=date(2026, 4, 8))
    purchase(company, "A1", 5, due=date(2026, 4, 20))

    (line,) = SalesOrderLine.of(company.entity).for_past_due_list()
    assert (line.reserved, line.cover_date) == (Decimal(0), date(2026, 4, 8))


def test_it_can_be_filtered_by_days_late(company: Company, client: Any, order: SalesOrder) -> None:
    assert order.number in page(company, client, "past-due/?days=3")
    assert order.number not in page(company, client, "past-due/?days=4")


def test_a_line_promised_later_than_wished_is_delayed(company: Company, client: Any, order: SalesOrder) -> None:
    assert order.number not in page(company, client, "delayed/")

    promise(company, order, date(2026, 4, 9))

    (line,) = SalesOrderLine.of(company.entity).for_delayed_list()
    assert line.delay.days == 8
    assert order.number in page(company, client, "delayed/")


def test_more_lines_take_no_statement_more(company: Company, client: Any, order: SalesOrder) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            page(company, client, "past-due/")
        return len(found)

    statements()
    few = statements()
    for _number in range(4):
        sales_order(company, ("A1", 2, "10.00"), requested_ship_date=date(2026, 4, 1))
    assert statements() <= few


def test_a_tab_that_joins_the_orders_sorts_by_every_column(company: Company, client: Any, order: SalesOrder) -> None:
    for column in ("item", "reserved", "cover_date"):
        assert order.number in page(company, client, f"past-due/?tab=free&sort={column}")
