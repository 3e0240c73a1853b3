"""The workspace of sales: counts and charts that lead to what they count (sales.md §20)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.models import Customer
from sales import workspace
from sales.services.cancel_remainder import cancel_remainder
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, sales_order
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]

PAGE = "/NL01/sales/workspace/"
MOST_STATEMENTS = 30


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """The browser of an order manager."""
    return signed_in_client("OM")


def bars(client: Client, key: str) -> dict[str, tuple[Decimal, str]]:
    """Return value and address of the bars of a chart by their label."""
    [chart] = [known for known in client.get(PAGE).context["charts"] if known.key == key]
    return {str(shown.bar.label): (shown.bar.value, shown.url) for shown in chart.bars}


def listed(client: Client, url: str) -> set[str]:
    """Return the orders that the list behind a bar or tile shows."""
    page = client.get(url)
    assert page.status_code == 200, url
    return set(re.findall(r"SO-\d{6}", page.content.decode()))


def test_orders_are_counted_by_status_and_each_bar_leads_to_them(client: Client, company: Company) -> None:
    first, second = sales_order(company, ("A", 1)), sales_order(company, ("A", 2))
    done = sales_order(company, ("A", 3))
    deliver(company, done).or_raise()
    invoice(company, done)
    sales_order(company, ("A", 1), order_date=company.entity.today() - timedelta(days=120))

    found = bars(client, "orders_by_status")

    assert {label: value for label, (value, _url) in found.items()} == {"Open order": 2, "Delivered": 0, "Invoiced": 1, "Cancelled": 0}
    assert listed(client, found["Open order"][1]) == {first.number, second.number}


def test_late_lines_are_counted_by_how_long_they_are_late(client: Client, company: Company) -> None:
    today = company.entity.today()
    for days in (0, 2, 10, 40):
        sales_order(company, ("A", 1), requested_ship_date=today - timedelta(days=days), order_date=today - timedelta(days=60))

    found = bars(client, "late_deliveries")

    assert [value for value, _url in found.values()] == [3, 2, 1, 0]
    assert len(listed(client, found["8+ days"][1])) == 2


def test_what_was_shipped_is_worth_what_no_invoice_covers_in_accounting_currency(client: Client, company: Company) -> None:
    order, foreign = sales_order(company, ("A", 4, 25)), sales_order(company, ("A", 1, 100), currency_id="USD")
    deliver(company, order, foreign, delivery_date=company.entity.today()).or_raise()
    rate = workspace.rates_today(company.entity, ["USD"])["USD"]

    found = bars(client, "shipped_value")

    assert sum(value for value, _url in found.values()) == 100 + 100 * rate
    now = next(url for value, url in found.values() if value)
    assert listed(client, now) == {order.number, foreign.number}


def test_the_customers_who_ordered_most_come_first(client: Client, company: Company) -> None:
    sales_order(company, ("A", 10, 25), customer="C-110")
    sales_order(company, ("A", 1, 25))
    gone = sales_order(company, ("A", 100, 25))
    cancel_remainder(company.entity, [gone.pk], company.user("OM"))

    found = bars(client, "top_customers")

    names = [Customer.of(company.entity).get(account=account).party.name for account in ("C-110", "C-100")]
    assert [(name, value) for name, (value, _url) in found.items()] == [(names[0], 250), (names[1], 25)]
    assert len(listed(client, found[names[0]][1])) == 1


def test_the_order_intake_of_the_month_leaves_out_what_was_cancelled_and_drafts(client: Client, company: Company) -> None:
    first = company.entity.today().replace(day=1)
    sales_order(company, ("A", 4, 25), order_date=first)
    sales_order(company, ("A", 4, 25), order_date=first - timedelta(days=1))
    sales_order(company, ("A", 4, 25), order_type="journal", order_date=first)

    assert client.get(PAGE).context["intake"] == "100.00 EUR"


def test_every_tile_leads_to_a_page_and_the_number_of_statements_does_not_grow(client: Client, company: Company) -> None:
    sales_order(company, ("A", 4, 25), order_date=date(2026, 3, 2))
    client.get(PAGE)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    before = statements()
    for _order in range(5):
        sales_order(company, ("A", 1), ("B", 1))
    tiles: list[Any] = client.get(PAGE).context["tiles"]

    assert statements() == before <= MOST_STATEMENTS
    assert {"Orders of today", "Past-due deliveries", "Open returns"} <= {str(tile.label) for tile in tiles}
    assert all(client.get(tile.url).status_code == 200 for tile in tiles)
    assert all(urlsplit(tile.url).path.startswith("/NL01/") for tile in tiles)


def test_who_may_not_see_orders_has_no_workspace(signed_in_client: SignIn) -> None:
    assert signed_in_client("AD").get(PAGE).status_code == 403
