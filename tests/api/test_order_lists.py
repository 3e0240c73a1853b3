"""The lists of sales, purchasing, projects and stock over REST show what their pages show (sales.md §20)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from purchasing.services.deliver_direct import deliver_direct
from sales.statuses import DeliveryType
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.projects import project, sell
from tests.factories.purchasing import vendor
from tests.factories.returns import return_of, sold_line
from tests.factories.sales import confirm, deliver, hold_code, sales_order

pytestmark = pytest.mark.django_db

LISTS = ("open-lines", "ready-to-ship-lines", "partly-shipped-orders", "item-requirements", "stock-transactions", "return-lines")


@pytest.fixture
def now() -> Any:
    with time_machine.travel("2026-03-10 09:00Z", tick=False):
        yield


def orders(found: dict[str, Any]) -> list[str]:
    return [row["order"] for row in found["results"]]


@pytest.mark.usefixtures("now")
def test_open_lines_say_what_is_left_and_what_it_is_worth(company: Company, api_as: ApiAs) -> None:
    company.stock("A", "10")
    order = sales_order(company, ("A", 5, "10.00"), automatic_reservation=True)
    deliver(company, order, updates={10: 2})

    [line] = api_as("OC").read("open-lines")["results"]

    assert (line["order"], line["order_type"], line["ordered_quantity"], line["deliver_remainder"]) == (
        order.number,
        "sales_order",
        "5",
        "3",
    )
    assert (line["reserved"], line["picked"], line["unit_price"], line["open_amount"], line["currency"]) == (
        "3",
        "0",
        "10.00",
        "30.00",
        "EUR",
    )


@pytest.mark.usefixtures("now")
def test_open_lines_are_found_between_two_days(company: Company, api_as: ApiAs) -> None:
    sales_order(company, ("A", 5, "10.00"), requested_ship_date=date(2026, 3, 4))
    later = sales_order(company, ("A", 5, "10.00"), requested_ship_date=date(2026, 3, 20))
    clerk = api_as("OC")

    assert orders(clerk.read("open-lines", requested_ship_date_after="2026-03-10", item="A")) == [later.number]
    assert len(clerk.read("open-lines", requested_ship_date_after="2026-03-01", requested_ship_date_before="2026-03-31")["results"]) == 2
    assert clerk.get(f"{clerk.base}/open-lines", {"requested_ship_date": "2026-03-20"}).status_code == 422


@pytest.mark.usefixtures("now")
def test_only_what_is_there_and_due_is_ready_to_ship(company: Company, api_as: ApiAs) -> None:
    company.stock("A", "5")
    there = sales_order(company, ("A", 5, "10.00"), requested_ship_date=date(2026, 3, 9))
    sales_order(company, ("A", 1, "10.00"), requested_ship_date=date(2026, 3, 20))
    company.item("T", "10.00", default_warehouse=company.warehouse, negative_stock=False)
    sales_order(company, ("T", 1, "10.00"), requested_ship_date=date(2026, 3, 9))

    assert orders(api_as("WH").read("ready-to-ship-lines")) == [there.number]


@pytest.mark.usefixtures("now")
def test_partly_shipped_orders_say_how_much_left_and_when_last(company: Company, api_as: ApiAs) -> None:
    company.stock("A", "10")
    order = sales_order(company, ("A", 5, "10.00"))
    sales_order(company, ("A", 5, "10.00"))
    deliver(company, order, updates={10: 2})

    [row] = api_as("OC").read("partly-shipped-orders")["results"]

    assert (row["number"], row["delivered_percent"], row["status"]) == (order.number, "40", "open")
    assert row["last_slip_date"]


def test_unconfirmed_orders_are_those_never_confirmed(company: Company, api_as: ApiAs) -> None:
    told, waits = sales_order(company, ("S", 1, "10.00")), sales_order(company, ("S", 1, "10.00"))
    confirm(company, told)

    assert [row["number"] for row in api_as("OC").read("sales-orders", unconfirmed="true")["results"]] == [waits.number]


def test_direct_deliveries_name_customer_and_vendor(company: Company, api_as: ApiAs) -> None:
    vendor(company, "V-7", supplies="A")
    order = sales_order(company, ("A", 5, "10.00"))
    deliver_direct(company.entity, order.pk, company.user("OM"))
    manager = api_as("OM")

    [line] = manager.read("direct-deliveries")["results"]

    assert (line["sales_order"], line["customer"], line["vendor"], line["remainder"]) == (order.number, "C-100", "V-7", "5")
    assert manager.read("open-lines")["results"][0]["delivery_type"] == DeliveryType.DIRECT
    assert manager.read("direct-deliveries", confirmed="true")["results"] == []
    assert len(manager.read("direct-deliveries", confirmed="false", vendor="V-7")["results"]) == 1


def test_item_requirements_show_cost_to_those_who_may_see_it(company: Company, api_as: ApiAs) -> None:
    company.stock("A", "10")
    work = project(company)
    deliver(company, sell(company, work, ("A", 4)), updates={10: 3})

    [seen] = api_as("OM").read("item-requirements", project=work.number)["results"]
    [hidden] = api_as("OC").read("item-requirements")["results"]

    assert (seen["project"], seen["ordered_quantity"], seen["delivered_quantity"], seen["deliver_remainder"]) == (
        work.number,
        "4",
        "3",
        "1",
    )
    assert seen["cost"] is not None and hidden["cost"] is None


def test_stock_transactions_of_a_document_are_found(company: Company, api_as: ApiAs) -> None:
    company.stock("A", "10")
    order = sales_order(company, ("A", 4, "10.00"))
    deliver(company, order, updates={10: 3})

    rows = api_as("WH").read("stock-transactions", document=order.number)["results"]

    assert sorted((row["status"], row["quantity"]) for row in rows) == [("deducted", "-3"), ("on_order", "-1")]
    assert {row["physical_cost"] for row in rows} == {None}
    assert any(row["physical_cost"] for row in api_as("OM").read("stock-transactions", item="A")["results"])


def test_return_lines_are_listed(company: Company, api_as: ApiAs) -> None:
    made = return_of(company, sold_line(company).invoice)

    assert [row["rma_number"] for row in api_as("OC").read("return-lines")["results"]] == [made.rma_number]


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize("address", LISTS)
def test_a_list_asks_as_often_for_one_row_as_for_five(address: str, company: Company, api_as: ApiAs) -> None:
    hold_code(company)
    company.stock("A", "100")
    reader, work = api_as("OM"), project(company)

    def business() -> None:
        deliver(company, sales_order(company, ("A", 5, "10.00")), updates={10: 2})
        sell(company, work, ("A", 1))
        return_of(company, sold_line(company).invoice)

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert reader.read(address)["results"]
        return len(caught)

    business()
    reader.read(address)
    few = statements()
    for _again in range(4):
        business()

    assert statements() <= few


def test_what_an_entity_has_is_not_shown_in_another(company: Company, api_as: ApiAs) -> None:
    sales_order(company, ("A", 5, "10.00"))
    stranger = api_as("AD")

    for address in ("open-lines", "ready-to-ship-lines", "partly-shipped-orders", "direct-deliveries", "stock-transactions"):
        assert stranger.get(f"{stranger.base}/{address}").status_code in {200, 403}
        assert stranger.get(f"/api/v1/XX99/{address}").status_code == 404


def test_stock_is_adjusted_as_a_whole(company: Company, api_as: ApiAs) -> None:
    company.item("T", "10.00", default_warehouse=company.warehouse, negative_stock=False)
    keeper = api_as("WH")
    lines = [{"item": "T", "quantity": "7", "unit_cost": "2.50"}, {"item": "B", "warehouse": company.warehouse.code, "quantity": "3"}]

    made = keeper.send("stock-adjustments", {"reason": "Counted", "lines": lines}, expect=201).json()["transactions"]

    assert [(row["item"], row["status"], row["quantity"]) for row in made] == [("T", "purchased", "7"), ("B", "purchased", "3")]
    assert keeper.read("on-hand", item="T")["results"][0]["physical"] == "7"
    refused = keeper.send("stock-adjustments", {"lines": [{"item": "B", "quantity": "1"}, {"item": "T", "quantity": "-8"}]}, expect=409)
    assert refused.json()["code"] == "STK-01"
    assert keeper.read("on-hand", item="B")["results"][0]["physical"] == "3"


@pytest.mark.parametrize(
    ("line", "on_date", "code"),
    [
        ({"item": "S", "quantity": "1"}, None, "STK-11"),
        ({"item": "A", "quantity": "0"}, None, "STK-12"),
        ({"item": "A", "quantity": "1"}, "2099-01-01", "STK-13"),
    ],
)
def test_an_adjustment_says_why_it_cannot_be(line: dict[str, str], on_date: str | None, code: str, company: Company, api_as: ApiAs) -> None:
    asked: dict[str, Any] = {"lines": [{**line, "warehouse": company.warehouse.code}]} | ({"on_date": on_date} if on_date else {})

    assert api_as("WH").send("stock-adjustments", asked, expect=409).json()["code"] == code


def test_only_the_warehouse_adjusts_stock(api_as: ApiAs) -> None:
    api_as("OM").send("stock-adjustments", {"lines": [{"item": "A", "quantity": "1"}]}, expect=403)


def test_an_unknown_item_is_named_where_it_stands(api_as: ApiAs) -> None:
    answer = api_as("WH").send("stock-adjustments", {"lines": [{"item": "ZZ", "quantity": str(Decimal(1))}]}, expect=422)

    assert answer.json()["errors"][0]["field"] == "lines.0.item"
