"""Holds of orders over REST: the list, checkouts, notes and clearing (sales.md §10.1, §20: L6)."""

from __future__ import annotations

import pytest

from sales.models import OrderHold
from sales.services.order_holds import place_hold
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.sales import hold_code, sales_order


@pytest.fixture
def hold(company: Company) -> OrderHold:
    """A hold that a clerk placed."""
    order = sales_order(company, ("A", 2, "5"))
    [placed] = place_hold(company.entity, [order.pk], hold_code(company), company.clerk, reason="Ask", notes="Called")
    return placed


def test_orders_on_hold_are_listed_with_reason_days_and_worth(company: Company, api_as: ApiAs, hold: OrderHold) -> None:
    [found] = api_as("WH").read("order-holds", active="true", code="address")["results"]

    assert (found["order"], found["customer"], found["reason"], found["notes"]) == ("SO-000001", "C-100", "Ask", "Called")
    assert (found["days_on_hold"], found["order_amount"], found["currency"]) == (0, "10.00", "EUR")
    assert api_as("WH").read("order-holds", active="false")["results"] == []
    assert api_as("WH").read(f"order-holds/{hold.pk}") == found


def test_a_hold_is_checked_out_given_back_taken_over_and_cleared(company: Company, api_as: ApiAs, hold: OrderHold) -> None:
    clerk, manager, address = api_as("OC"), api_as("OM"), f"order-holds/{hold.pk}"

    assert clerk.send(f"{address}/check-out", expect=200).json()["checked_out_to"] == clerk.user.name
    assert manager.send(f"{address}/check-out", expect=409).json()["code"] == "HLD-03"
    assert manager.send(f"{address}/clear", expect=409).json()["code"] == "HLD-03"
    assert manager.send(f"{address}/clear-checkout", expect=409).json()["code"] == "HLD-04"
    assert manager.send(f"{address}/override-checkout", expect=200).json()["checked_out_to"] == manager.user.name
    assert manager.send(f"{address}/clear-checkout", expect=200).json()["checked_out_to"] is None

    cleared = manager.send(f"{address}/clear", expect=200).json()

    assert cleared["cleared_by"] == manager.user.name
    assert manager.send(f"{address}/clear", expect=409).json()["code"] == "HLD-06"
    assert not api_as("OM").read("sales-orders/SO-000001")["do_not_process"]


def test_notes_are_changed_by_whoever_may_place_holds(company: Company, api_as: ApiAs, hold: OrderHold) -> None:
    changed = api_as("WH").change(f"order-holds/{hold.pk}", {"notes": "They call back"}, expect=200).json()

    assert changed["notes"] == "They call back"
    api_as("AU").change(f"order-holds/{hold.pk}", {"notes": "No"}, expect=403)


@pytest.mark.parametrize(("verb", "role"), [("clear", "OC"), ("override-checkout", "OC"), ("check-out", "AU")])
def test_each_step_asks_for_its_right(api_as: ApiAs, hold: OrderHold, verb: str, role: str) -> None:
    api_as(role).send(f"order-holds/{hold.pk}/{verb}", expect=403)
