"""Backorders over REST: the views, splitting, dates, notices and what vendors owe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from foundation.inventory.models import Item, ItemGroup
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.backorders import TODAY, waits
from tests.factories.company import Company
from tests.factories.purchasing import purchase, vendor


@pytest.fixture(autouse=True)
def second_of_march() -> Iterator[None]:
    """Let it be Monday 2 March 2026."""
    with time_machine.travel("2026-03-02 09:00Z", tick=False):
        yield


@pytest.fixture
def manager(company: Company, api_as: ApiAs) -> ApiUser:
    """An order manager's client of a company with twelve pieces of an item."""
    company.item("A1", "10.00", negative_stock=False)
    company.stock("A1", "12")
    return api_as("OM")


def named(*lines: Any) -> list[dict[str, Any]]:
    """Return lines as the API names them."""
    return [{"order": line.order.number, "line_number": line.line_number} for line in lines]


def test_the_three_views_show_what_waits_and_what_is_owed(company: Company, manager: ApiUser) -> None:
    line = waits(company, "A1", 20)
    order = purchase(company, "A1", 30, due=TODAY)

    (waiting,) = manager.read("backorders", item="A1", backorder_date="2026-03-02")["results"]
    (item,) = manager.read("backorder-items", short_now="true")["results"]
    (supply,) = manager.read("backorder-supplies", waited_for="true")["results"]

    assert (waiting["order"], waiting["remainder"], waiting["available"], waiting["cover_purchase_order"]) == (
        line.order.number,
        "20",
        "12",
        order.number,
    )
    assert (item["shortage"], item["sales_orders"], item["first_receipt"]) == ("8", 1, "2026-03-02")
    assert (supply["purchase_order"], supply["waiting_lines"], supply["waiting_quantity"]) == (order.number, 1, "20")
    assert manager.read("backorders", late="true", coverable="true")["results"] == []


def test_lines_are_read_as_inventory_transactions_with_the_same_filters(company: Company, manager: ApiUser) -> None:
    first, second = waits(company, "A1", 20), waits(company, "A1", 3)
    order = purchase(company, "A1", 30, due=TODAY)
    manager.send("backorders/reserve", {"lines": named(first)}, expect=200)
    one = {"order": first.order.number, "line_number": str(first.line_number), "backorder_date": "2026-03-02"}

    rows = manager.read("backorder-transactions", **one, priority="5", item="A1")["results"]
    (lacking,) = manager.read("backorder-transactions", customer="C-100", status="on_order", order=second.order.number)["results"]
    (owed,) = manager.read("backorder-supply-transactions", purchase_order=order.number, line_number="10", waited_for="true")["results"]

    assert sorted((row["status"], row["quantity"]) for row in rows) == [("on_order", "-8"), ("reserved_physical", "-12")]
    assert (lacking["quantity"], lacking["promised_ship_date"], lacking["customer"]) == ("-3", "2026-03-02", "C-100")
    assert (owed["status"], owed["quantity"], owed["due_date"], owed["sales_order"]) == ("ordered", "30", "2026-03-02", None)
    assert [line["order"] for line in manager.read("backorders", **one)["results"]] == [first.order.number]
    assert manager.read("backorder-transactions", late="true")["results"] == []


def test_stock_is_split_and_given_back(company: Company, manager: ApiUser) -> None:
    first, second = waits(company, "A1", 10), waits(company, "A1", 8)

    done = manager.send("backorders/split-on-hand", {"lines": named(first, second), "method": "equal"}, expect=200).json()
    assert [line["reserved"] for line in done["lines"]] == ["6", "6"]
    typed = [line | {"quantity": "9"} for line in named(first, second)]
    assert manager.send("backorders/split-on-hand", {"lines": typed}, expect=409).json()["code"] == "BCK-02"
    over = [line | {"quantity": "8"} for line in named(first, second)]
    assert manager.send("backorders/split-on-hand", {"lines": over}, expect=409).json()["code"] == "BCK-01"

    given_back = manager.send("backorders/unreserve", {"lines": named(first, second)}, expect=200).json()
    assert {line["reserved"] for line in given_back["lines"]} == {"0"}
    short = manager.send("backorders/reserve", {"lines": named(first, second)}, expect=200).json()
    assert [refusal["code"] for refusal in short["refused"]] == ["STK-03"]


def test_lines_are_ranked_promised_told_ordered_and_given_up(company: Company, manager: ApiUser) -> None:
    vendor(company, "V-1", supplies="A1")
    line = waits(company, "A1", 20)
    lines = named(line)

    (ranked,) = manager.send("backorders/set-priority", {"lines": lines, "priority": 1}, expect=200).json()["lines"]
    (moved,) = manager.send("backorders/change-dates", {"lines": lines, "rule": "fixed", "day": "2026-03-10"}, expect=200).json()["lines"]
    uncovered = manager.send("backorders/change-dates", {"lines": lines, "rule": "cover"}, expect=200).json()["refused"]
    (notice,) = manager.send("backorders/inform", {"lines": lines}, expect=201).json()["notices"]
    made = manager.send("backorders/create-purchase-orders", {"lines": lines}, expect=201).json()
    gone = manager.send("backorders/cancel-remainder", {"lines": lines}, expect=200).json()

    assert (ranked["priority"], moved["confirmed_ship_date"], [known["code"] for known in uncovered]) == (1, "2026-03-10", ["BCK-05"])
    assert manager.read(f"customer-notices/{notice['id']}")["customer"] == "C-100"
    assert len(made["purchase_orders"]) == 1 and gone["lines"] == []
    [told] = gone["notices"]
    assert (told["code"], told["severity"], told["params"]["p"], told["params"]["q"]) == (
        "PUR-12",
        "warning",
        *made["purchase_orders"],
        "20",
    )
    assert manager.send("backorders/reserve", {"lines": lines}, expect=409).json()["code"] == "BCK-04"


def test_a_later_vendor_moves_the_promises_that_hang_on_him(company: Company, manager: ApiUser) -> None:
    line = waits(company, "A1", 20)
    order = purchase(company, "A1", 30, due=TODAY)
    asked = {"lines": [{"purchase_order": order.number, "line_number": 10}], "date": "2026-03-12", "shift": True}

    done = manager.send("backorder-supplies/change-dates", asked, expect=200).json()

    assert done["supplies"][0]["confirmed_date"] == "2026-03-12"
    assert [(known["order"], known["confirmed_ship_date"]) for known in done["lines"]] == [(line.order.number, "2026-03-12")]


def test_unknown_lines_are_named_and_readers_change_nothing(company: Company, manager: ApiUser, api_as: ApiAs) -> None:
    line = waits(company, "A1", 20)
    unknown = manager.send("backorders/reserve", {"lines": [{"order": line.order.number, "line_number": 99}]}, expect=422)
    assert "lines.0.line_number" in unknown.content.decode()
    twice = manager.send("backorders/reserve", {"lines": named(line, line)}, expect=422)
    assert "lines.1.line_number" in twice.content.decode()

    billing = api_as("BC")
    assert len(billing.read("backorders")["results"]) == 1
    billing.send("backorders/set-priority", {"lines": named(line), "priority": 1}, expect=403)


def test_items_and_supplies_are_found_by_place_goods_and_who_waits(company: Company, manager: ApiUser) -> None:
    waits(company, "A1", 20)
    purchase(company, "A1", 30, due=TODAY)
    Item.of(company.entity).filter(number="A1").update(group=ItemGroup.of(company.entity).create(legal_entity=company.entity, code="G1"))

    for address in ("backorders", "backorder-items", "backorder-supplies"):
        assert len(manager.read(address, item_group="G1")["results"]) == 1, address
        assert manager.read(address, site="NONE")["results"] == [], address
        assert manager.read(address, category="NONE")["results"] == [], address
    for wanted in ({"customer": "C-100"}, {"order_type": "sales_order"}, {"priority": "5"}, {"not_notified": "true"}):
        assert len(manager.read("backorder-supplies", **wanted)["results"]) == 1, wanted
    for other in ({"customer": "C-900"}, {"order_type": "subscription"}, {"priority": "1"}):
        assert manager.read("backorder-supplies", **other)["results"] == [], other
    assert manager.read("backorders", responsible="nobody@kranenburg.example")["results"] == []


def test_only_who_may_reserve_stock_reserves_gives_back_and_divides(company: Company, api_as: ApiAs) -> None:
    shop = api_as("IN")
    for verb in ("reserve", "unreserve", "split-on-hand"):
        assert shop.send(f"backorders/{verb}", {"lines": []}, expect=403)
