"""Delivery schedules on the screen and over REST (sales.md §12.6)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from sales.schedule import Delivery
from sales.services.delivery_schedule import ScheduleRequest, make_schedule
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.sales import deliver, lines_of, sales_order

pytestmark = pytest.mark.usefixtures("in_march")
GRID = {"lines-INITIAL_FORMS": "0", "lines-MIN_NUM_FORMS": "0", "lines-MAX_NUM_FORMS": "1000"}


@pytest.fixture
def company(company: Company) -> Company:
    """A company with wine."""
    company.item("W", "10.00", name="Wine")
    return company


@pytest.fixture
def manager(company: Company, client: Any) -> Any:
    """The browser of an order manager."""
    client.force_login(company.user("OM"))
    return client


def test_a_line_is_spread_shown_changed_and_saved(company: Company, manager: Any) -> None:
    order = sales_order(company, ("W", 90, "10.00"))
    line = lines_of(order)[0]
    base = f"/{company.entity.code}/sales/orders/{order.pk}"
    asked = {"line": line.pk, "count": "3", "start": "2026-04-15", "every": "1", "unit": "month"}

    answer = manager.post(f"{base}/spread/", asked)

    address = answer["Location"]
    assert parse_qs(urlparse(address).query)["count"] == ["3"]
    shown = manager.get(address).content.decode()
    assert shown.count('value="30"') == 3
    assert "Deliveries of line 10: Wine, 90 pcs" in shown

    rows = {"lines-TOTAL_FORMS": "2"}
    for row, (quantity, day) in enumerate((("50", "2026-04-15"), ("46", "2026-05-15"))):
        rows |= {f"lines-{row}-quantity": quantity, f"lines-{row}-ship_date": day}
    refused = manager.post(address, GRID | rows | {"charges": "copy"})
    assert refused.status_code == 422
    assert "add up to 96, the line was 90" in refused.content.decode()

    saved = manager.post(address, GRID | rows | {"charges": "copy", "change_quantity": "on"})
    assert saved.status_code == 302
    page = manager.get(f"{base}/").content.decode()
    assert "Order line with multiple deliveries" in page and "Delivery line" in page
    assert [known.ordered_quantity for known in lines_of(order)] == [96, 50, 46]

    assert manager.post(f"{base}/remove-schedule/", {"line": line.pk}).status_code == 302
    assert [known.ordered_quantity for known in lines_of(order)] == [96]


def test_schedules_are_made_and_removed_over_rest(company: Company) -> None:
    api = ApiUser(company.user("OM"), company.entity.code)
    order = sales_order(company, ("W", 90, "10.00"))
    path = f"sales-orders/{order.number}"
    deliveries = [{"quantity": "40", "ship_date": "2026-04-15"}, {"quantity": "50", "ship_date": "2026-05-15"}]

    made = api.send(f"{path}/delivery-schedule", {"line_number": 10, "deliveries": deliveries}, expect=200).json()

    assert [(line["kind"], line["ordered_quantity"], line["status"]) for line in made["lines"]] == [
        ("commercial", "90", "open"),
        ("delivery", "40", "open"),
        ("delivery", "50", "open"),
    ]
    assert [line["commercial_line"] for line in made["lines"]] == [None, 10, 10]
    assert made["order_amount"] == "900.00"
    deliver(company, order, updates={20: 40, 30: 0}).or_raise()
    assert api.read(path)["lines"][0]["delivered_quantity"] == "40"
    assert api.send(f"{path}/remove-schedule", {"line_number": 10}, expect=409).json()["code"] == "SCH-03"


def test_delivery_lines_stand_below_their_line_and_what_is_open_is_shown_once(company: Company, manager: Any) -> None:
    order = sales_order(company, ("W", 90, "10.00"), ("A", 1, "5.00"))
    deliveries = [Delivery(Decimal(40), date(2026, 4, 15)), Delivery(Decimal(50), date(2026, 5, 15))]
    make_schedule(company.entity, order.pk, ScheduleRequest(lines_of(order)[0].pk, deliveries), company.user("OM"))

    page = manager.get(f"/{company.entity.code}/sales/orders/{order.pk}/").content.decode()

    table = page[page.index('id="lines"') :] if 'id="lines"' in page else page
    rows = [row for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL) if "/details/" in row]
    cells = [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)] for row in rows]
    assert [(row[0], row[4], row[11], row[12]) for row in cells] == [
        ("10", "90", "", ""),
        ("↳ 30", "40", "40", "0"),
        ("↳ 40", "50", "50", "0"),
        ("20", "1", "1", "0"),
    ]
