"""What an integrator finds without knowing more than an order: slips and lists that hold it, what was confirmed, how lists sort."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.picking import picking_parameters
from tests.factories.sales import confirm, sales_order, with_sequence


def test_slips_and_lists_of_several_orders_are_found_by_each_of_them(company: Company, api_as: ApiAs) -> None:
    company.stock("A", "10")
    picking_parameters(company, route="activated")
    with_sequence(company, "picking_list", "PL-######")
    warehouse = api_as("WH")
    orders = [sales_order(company, ("A", 2)).number, sales_order(company, ("A", 3)).number]
    [listed] = warehouse.send("picking-lists", {"orders": orders, "combine": True}, expect=201).json()["picking_lists"]
    warehouse.send(f"picking-lists/{listed['number']}/register-picking", {}, expect=200)
    [slip] = warehouse.send("packing-slips", {"orders": orders, "combine": True}, expect=201).json()["packing_slips"]

    for number in orders:
        assert [row["number"] for row in warehouse.read("packing-slips", order=number)["results"]] == [slip["number"]]
        assert [row["number"] for row in warehouse.read("packing-slips", order=number, to_invoice="true")["results"]] == [slip["number"]]
        assert [row["number"] for row in warehouse.read("picking-lists", order=number)["results"]] == [listed["number"]]


def test_lines_are_copied_from_a_confirmation_by_its_number(company: Company, clerk: ApiUser) -> None:
    confirmed, other = sales_order(company, ("A", 2, "25")), sales_order(company, ("B", 1))
    confirm(company, confirmed)
    [number] = [row["number"] for row in clerk.read("order-confirmations", order=confirmed.number)["results"]]

    copied = clerk.send(f"sales-orders/{other.number}/copy-lines", {"sources": [{"kind": "confirmation", "number": number}]}, expect=200)

    assert [(line["item"], line["ordered_quantity"]) for line in copied.json()["lines"]] == [("B", "1"), ("A", "2")]


def test_the_fields_that_a_list_can_be_sorted_by_are_described_and_told(clerk: ApiUser, company: Company) -> None:
    paths = yaml.safe_load((Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml").read_text())["paths"]
    [ordering] = [row for row in paths["/api/v1/{entity}/sales-orders"]["get"]["parameters"] if row["name"] == "ordering"]

    refused = clerk.get(f"{clerk.base}/sales-orders?ordering=bogus").json()["errors"][0]["detail"]

    for name in ("number", "order_date", "requested_ship_date", "order_amount", "updated_at"):
        assert name in ordering["description"] and name in refused


def test_a_net_amount_that_is_not_taken_is_told(company: Company, clerk: ApiUser) -> None:
    lines = [{"item": "A", "quantity": "2", "unit_price": "25", "net_amount": "5"}, {"item": "A", "quantity": "1", "unit_price": "25"}]

    told = clerk.send("sales-orders", {"customer": "C-100", "lines": lines}, expect=201).json()["notices"]

    assert [(notice["code"], notice["params"]["l"], notice["params"]["net"]) for notice in told] == [("ORD-59", "10", "50.00")]


def test_a_previewed_slip_says_which_orders_it_delivers_and_where(company: Company, api_as: ApiAs) -> None:
    company.stock("A", "10")
    order = sales_order(company, ("A", 2), delivery_city="Delft")

    [slip] = api_as("WH").send("packing-slips/preview", {"orders": [order.number]}, expect=200).json()["packing_slips"]

    assert (slip["orders"], slip["delivery_address"]["city"]) == ([order.number], "Delft")


def test_what_is_neither_yes_nor_no_is_refused(company: Company, clerk: ApiUser) -> None:
    body = {"customer": "C-100", "lines": [{"item": "A", "quantity": "1"}]}

    clerk.send("sales-orders?suggestions=true", body, expect=201)
    assert clerk.send("sales-orders?suggestions=maybe", body, expect=422).json()["errors"][0]["field"] == "suggestions"
