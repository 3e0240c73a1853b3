"""Delivery dates on the screen and over REST, and what of an item can be promised (sales.md §12.2, §12.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from foundation.inventory.models import Item
from sales.models import ClosedDay, OrderEntryDeadline, SalesParameters
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.purchasing import purchase
from tests.factories.sales import only_line, sales_order

pytestmark = pytest.mark.usefixtures("in_march")
FRIDAY, MONDAY = date(2026, 4, 3), date(2026, 4, 6)


@pytest.fixture
def company(company: Company) -> Company:
    """A company with one item of which more comes on Friday."""
    company.item("A1", "10.00", negative_stock=False, name="Wine")
    purchase(company, "A1", 10, due=FRIDAY)
    return company


@pytest.fixture
def manager(company: Company, client: Any) -> Any:
    """The browser of an order manager."""
    client.force_login(company.user("OM"))
    return client


@pytest.fixture
def api(company: Company) -> ApiUser:
    """The client of an order manager."""
    return ApiUser(company.user("OM"), company.entity.code)


def order_of(company: Company, **header: Any) -> Any:
    """Return an order of 5 pieces that should leave tomorrow, controlled by ATP."""
    dates = {"order_date": date(2026, 3, 31), "requested_ship_date": date(2026, 4, 1), "delivery_date_control": "atp"}
    return sales_order(company, ("A1", 5, "10.00"), **(dates | header))


def test_the_page_offers_the_next_possible_dates_and_takes_one_over(company: Company, manager: Any) -> None:
    order = order_of(company)
    line = only_line(order)
    address = f"/{company.entity.code}/sales/orders/{order.pk}/dates/"
    assert '<option value="2026-04-03" selected' in manager.get(address).content.decode()

    answer = manager.post(address, {f"line_{line.pk}": "2026-04-06", "kind": "confirmed"})

    assert answer.status_code == 302
    assert only_line(order).confirmed_ship_date == MONDAY
    assert only_line(order).requested_ship_date == date(2026, 4, 1)


def test_the_page_of_an_item_shows_what_can_be_promised_and_from_when(company: Company, manager: Any) -> None:
    order_of(company)
    item = Item.of(company.entity).get(number="A1")
    page = manager.get(f"/{company.entity.code}/sales/items/{item.pk}/available-to-promise/?quantity=4").content.decode()

    assert "can be shipped from" in page
    assert '<td class="number">10</td>' in page


def test_dates_are_read_and_set_over_rest(company: Company, api: ApiUser) -> None:
    order = order_of(company)
    (line,) = api.read(f"sales-orders/{order.number}/delivery-dates")["lines"]
    assert (line["earliest_ship_date"], line["too_early"], line["dates"][1]["ship_date"]) == ("2026-04-03", True, "2026-04-06")

    changed = api.send(f"sales-orders/{order.number}/set-dates", {"lines": [{"line_number": 10, "ship_date": "2026-04-02"}]}, expect=200)

    assert [notice["code"] for notice in changed.json()["notices"]] == ["DLV-01"]
    assert changed.json()["lines"][0]["confirmed_ship_date"] == "2026-04-02"


def test_what_can_be_promised_is_read_over_rest(company: Company, api: ApiUser) -> None:
    found = api.read("available-to-promise", item="A1", warehouse=company.warehouse.code, quantity="10")

    assert (found["earliest_ship_date"], found["assumed"], found["days"][3]["available"]) == ("2026-04-03", False, "10")


def test_closed_days_deadlines_and_parameters_are_set_up_on_their_pages(company: Company, client: Any) -> None:
    client.force_login(company.user("AD"))
    base = f"/{company.entity.code}/sales"
    assert client.post(f"{base}/closed-days/new/", {"day": "2026-04-27", "name": "King's Day"}).status_code == 302
    assert client.post(f"{base}/deadlines/new/", {"weekday": "1", "time": "15:00"}).status_code == 302
    assert ClosedDay.of(company.entity).get().name == "King's Day"
    assert str(OrderEntryDeadline.of(company.entity).get()) == "Tuesday 15:00"
    page = client.get(f"{base}/parameters/").content.decode()
    assert 'name="working_days"' in page and SalesParameters.of(company.entity).working_days == [0, 1, 2, 3, 4]
