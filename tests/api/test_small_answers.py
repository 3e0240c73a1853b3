"""What integrators need to know of what they just did: the hold they placed, the row that was refused, agreement and category."""

from __future__ import annotations

import pytest
from django.test import Client

from customers.models import PartyAddress
from foundation.inventory.models import Item, SalesCategory
from foundation.organization.models import Role
from sales.models import OrderHold
from tests.api.conftest import ApiAs
from tests.factories.agreements import commitment, sales_agreement
from tests.factories.company import Company
from tests.factories.sales import hold_code, sales_order


def test_the_answer_to_a_hold_names_it(company: Company, api_as: ApiAs) -> None:
    sales_order(company, ("A", 2))

    held = api_as("OC").send("sales-orders/SO-000001/holds", {"code": hold_code(company).code}, expect=200).json()

    assert held["placed_hold"] == OrderHold.of(company.entity).get().pk
    assert held["do_not_process"] is True


def test_a_changed_line_that_is_refused_names_its_row(company: Company, api_as: ApiAs) -> None:
    sales_order(company, ("A", 2), ("A", 3), order_type="journal")
    sent = [{"line_number": 10, "quantity": "1"}, {"line_number": 20, "quantity": "0"}]

    refused = api_as("OC").send("sales-orders/SO-000001/lines", {"lines": sent}, expect=409).json()

    assert refused["field"] == "lines.1.quantity"


def test_a_discount_above_the_limit_names_the_row_of_its_line(company: Company, api_as: ApiAs) -> None:
    sales_order(company, ("A", 2), ("A", 3))
    sent = [{"item": "A", "quantity": "1"}, {"line_number": 10, "discount_percent": "90"}]

    refused = api_as("OC").send("sales-orders/SO-000001/lines", {"lines": sent, "overwrite_prices": False}, expect=409).json()

    assert (refused["code"], refused["field"]) == ("PRC-06", "lines.1.discount_percent")


@pytest.mark.usefixtures("in_march")
def test_an_order_joins_an_agreement_for_its_new_lines(company: Company, api_as: ApiAs) -> None:
    known, manager = sales_agreement(company, commitment(company, item="A", quantity=500, unit_price="8.75")), api_as("OM")
    order = sales_order(company, ("A", 2))

    joined = manager.change(f"sales-orders/{order.number}", {"agreement": known.number}, expect=200).json()
    lines = {"lines": [{"item": "A", "quantity": "4"}]}
    added = manager.send(f"sales-orders/{order.number}/lines", lines, expect=200).json()["lines"]

    assert joined["agreement"] == known.number
    assert [line["agreement"] for line in added] == [None, {"number": known.number, "line_number": 10}]


@pytest.mark.usefixtures("in_march")
def test_an_order_leaves_one_agreement_for_another_and_takes_its_terms(company: Company, api_as: ApiAs) -> None:
    first, second = (sales_agreement(company, commitment(company, item="A", quantity=500, unit_price=price)) for price in ("8.75", "7.50"))
    order, manager = sales_order(company, ("A", 2)), api_as("OM")
    for known in (first, second):
        joined = manager.change(f"sales-orders/{order.number}", {"agreement": known.number, "agreement_terms": True}, expect=200).json()

    assert joined["agreement"] == second.number
    refused = manager.change(f"sales-orders/{order.number}", {"agreement": "SA-404"}, expect=422).json()
    assert refused["errors"][0]["field"] == "agreement"


def test_orders_are_found_by_the_sales_category_of_their_lines(company: Company, api_as: ApiAs) -> None:
    company.item("T", "5")
    order = sales_order(company, ("A", 2), ("T", 1))
    category = SalesCategory.of(company.entity).create(legal_entity=company.entity, code="TOOLS", name="Tools")
    Item.of(company.entity).filter(number="A").update(category=category)
    clerk = api_as("OC")

    assert [line["category"] for line in clerk.read(f"sales-orders/{order.number}")["lines"]] == ["TOOLS", None]
    assert [row["number"] for row in clerk.read("sales-orders", category="tools")["results"]] == [order.number]
    assert clerk.read("sales-orders", category="FOOD")["results"] == []


def test_items_are_found_for_lines_without_the_right_to_see_stock(company: Company) -> None:
    company.stock("A", "12")
    user = company.user("OC")
    hits = {}
    for right in (True, False):
        desk = Client()
        desk.force_login(user)
        hits[right] = desk.get("/NL01/look-up/inventory.sold-item/", {"q": "A"}).json()["hits"][0]["columns"]
        role = Role.objects.get(code="OC")
        role.permissions = [name for name in role.permissions if name != "inventory.view_stock"]
        role.save()

    assert "12" in hits[True][2]
    assert hits[False][:2] == hits[True][:2] and "12" not in hits[False][2]


def test_addresses_are_chosen_from_the_address_book_of_the_customer(company: Company, api_as: ApiAs) -> None:
    party, other = company.customers["C-100"].party, company.customers["C-200"].party
    north, south, foreign = (
        PartyAddress.objects.create(party=owner, street=street, house_number="1", city=city, postal_code="1000 AA", country="NL")
        for owner, street, city in ((party, "Noordkade", "Alkmaar"), (party, "Zuidkade", "Breda"), (other, "Elders", "Delft"))
    )
    clerk = api_as("OC")
    body = {"customer": "C-100", "delivery_address": north.pk, "lines": [{"item": "A", "quantity": "1"}, {"item": "A", "quantity": "2"}]}
    body["lines"][1] |= {"delivery_address": south.pk, "delivery_name": "Shop"}

    made = clerk.send("sales-orders", body, expect=201).json()

    assert (made["delivery_street"], made["delivery_city"]) == ("Noordkade 1", "Alkmaar")
    assert [(line["own_delivery_address"], line["delivery_name"], line["delivery_city"]) for line in made["lines"]] == [
        (False, "Customer C-100", "Alkmaar"),
        (True, "Shop", "Breda"),
    ]
    moved = clerk.change(f"sales-orders/{made['number']}", {"delivery_address": south.pk}, expect=200).json()
    assert moved["delivery_city"] == "Breda"
    rows = {"lines": [{"line_number": 10, "delivery_address": foreign.pk}]}
    [error] = clerk.send(f"sales-orders/{made['number']}/lines", rows, expect=422).json()["errors"]
    assert error["field"] == "lines.0.delivery_address"


def test_a_checkout_goes_to_the_user_who_is_named(company: Company, api_as: ApiAs) -> None:
    order, clerk = sales_order(company, ("A", 2)), company.user("OC")
    held = api_as("WH").send(f"sales-orders/{order.number}/holds", {"code": hold_code(company).code}, expect=200).json()
    address = f"order-holds/{held['placed_hold']}"
    api_as("WH").send(f"{address}/check-out", expect=200)

    moved = api_as("OM").send(f"{address}/override-checkout", {"user": clerk.email}, expect=200).json()

    assert moved["checked_out_to"] == clerk.name
    api_as("OM").send(f"{address}/override-checkout", {"user": "nobody@elsewhere.example"}, expect=422)


def test_a_hold_is_handed_over_on_its_page(company: Company, api_as: ApiAs) -> None:
    order, clerk, desk = sales_order(company, ("A", 2)), company.user("OC"), Client()
    held = api_as("OM").send(f"sales-orders/{order.number}/holds", {"code": hold_code(company).code}, expect=200).json()
    desk.force_login(company.user("OM"))
    page = f"/NL01/sales/holds/{held['placed_hold']}/hand-over/"

    assert clerk in desk.get(page).context["form"].fields["to"].queryset
    assert desk.post(page, {"to": clerk.pk}).status_code == 302

    assert OrderHold.of(company.entity).get().checked_out_to == clerk
