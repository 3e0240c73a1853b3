"""Subscriptions over REST: entered with their cycles, moved on, paused and stopped."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sales.models import SalesSubscription
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.api.test_sales_orders import NEW
from tests.factories.company import Company

MONTHLY = NEW | {"order_type": "subscription", "subscription": {"start_date": "2026-01-31"}}


@pytest.fixture
def manager(api_as: ApiAs) -> ApiUser:
    """An order manager's client."""
    return api_as("OM")


def test_a_subscription_lives_its_life(company: Company, manager: ApiUser) -> None:
    order = manager.send("sales-orders", MONTHLY, expect=201).json()
    path = f"sales-orders/{order['number']}"
    assert (order["subscription"]["next_delivery_date"], order["subscription"]["cycle_no"]) == ("2026-01-31", 1)
    [totals, *_others] = order["subscription"]["lines"]
    assert (totals["line_number"], Decimal(totals["invoiced"]), Decimal(totals["amount"])) == (10, 0, 0)

    assert manager.send(f"{path}/next-cycle", {}).json()["subscription"]["cycle_no"] == 2
    assert manager.send(f"{path}/pause-subscription", {"until": "2026-05-01"}).json()["subscription"]["cycle_no"] == 5
    changed = manager.send(f"{path}/change-cycles", {"start_date": "2026-01-01", "delivery_unit": "week"}).json()
    assert changed["subscription"]["next_delivery_date"] == "2026-01-29"
    stopped = manager.send(f"{path}/stop-subscription", {"date": "2026-05-31", "reason": "Moved"}).json()

    assert (stopped["status"], stopped["subscription"]["stop_reason"]) == ("cancelled", "Moved")
    assert manager.send(f"{path}/next-cycle", {}, expect=409).json()["code"] == "SUB-06"


def test_a_subscription_needs_its_start_and_one_end(company: Company, manager: ApiUser) -> None:
    assert manager.send("sales-orders", NEW | {"order_type": "subscription"}, expect=409).json()["code"] == "SUB-01"
    both = {"start_date": "2026-01-31", "end_date": "2026-12-31", "number_of_cycles": 3}
    assert manager.send("sales-orders", MONTHLY | {"subscription": both}, expect=409).json()["code"] == "SUB-04"
    assert not SalesSubscription.of(company.entity).exists()


@pytest.mark.scenario("sales", "S-34")
def test_an_advanced_warehouse_is_refused(company: Company, manager: ApiUser) -> None:
    company.warehouse.advanced_processes = True
    company.warehouse.save()

    assert manager.send("sales-orders", MONTHLY, expect=409).json()["code"] == "ORD-12"


def test_stopping_is_for_those_who_may_cancel(company: Company, manager: ApiUser, clerk: ApiUser) -> None:
    number = manager.send("sales-orders", MONTHLY, expect=201).json()["number"]

    clerk.send(f"sales-orders/{number}/stop-subscription", {}, expect=403)
    other = clerk.send("sales-orders", NEW, expect=201).json()["number"]
    assert clerk.send(f"sales-orders/{other}/next-cycle", {}, expect=409).json()["code"] == "SUB-05"


def test_what_goes_beyond_the_last_cycle_is_told(company: Company, api_as: ApiAs, manager: ApiUser) -> None:
    billing = api_as("AR")
    once = MONTHLY | {"subscription": {"start_date": "2026-01-31", "number_of_cycles": 1}}
    number = manager.send("sales-orders", once, expect=201).json()["number"]
    body = {"orders": [number]}

    def told(answer: Any) -> list[str]:
        found = answer.json()
        return [notice["code"] for notice in found.get("notices") or [n for row in found.get("invoices", ()) for n in row["notices"]]]

    assert told(manager.send("packing-slips", body, expect=201)) == []
    assert told(billing.send("customer-invoices/preview", body, expect=200)) == []
    billing.send("customer-invoices", body, expect=201)
    assert told(manager.send("packing-slips/preview", body, expect=200)) == ["SUB-11"]
    assert told(manager.send("packing-slips", body, expect=201)) == ["SUB-11"]
    assert told(billing.send("customer-invoices/preview", body, expect=200)) == ["SUB-11"]
    assert told(manager.send(f"sales-orders/{number}/next-cycle", {}, expect=200)) == ["SUB-11"]


def test_a_delivery_within_a_pause_is_told(company: Company, manager: ApiUser) -> None:
    number = manager.send("sales-orders", MONTHLY, expect=201).json()["number"]
    until = company.entity.today() + timedelta(days=30)
    manager.send(f"sales-orders/{number}/pause-subscription", {"until": until.isoformat()}, expect=200)

    [notice] = manager.send("packing-slips", {"orders": [number]}, expect=201).json()["notices"]

    assert (notice["code"], notice["severity"], notice["params"]["d"]) == ("SUB-10", "warning", until.isoformat())
