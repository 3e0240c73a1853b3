"""Suggestions on the screen and over REST: offered beside the lines, answered with one key, set up, tested and reported."""

from __future__ import annotations

import pytest
from django.test import Client

from sales.models import SalesOrder
from sales.suggestions.models import ProductList, ProductListItem, SuggestionLog, SuggestionRule
from tests.api.client import ApiUser
from tests.api.test_sales_orders import NEW as NEW_ORDER
from tests.factories.company import Company
from tests.factories.sales import lines_of, sales_order
from tests.factories.suggestions import rule, typed_order
from tests.sales.test_order_actions import page_of
from tests.sales.test_order_form import NEW, the_order, typed
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def suggestion(company: Company) -> SuggestionLog:
    """The only suggestion as it is now."""
    found: SuggestionLog = SuggestionLog.of(company.entity).get()
    return found


def test_a_typed_order_shows_what_to_offer_and_one_key_accepts(client: Client, company: Company) -> None:
    rule(company, "A", "B", script="Shall I add one?")
    client.post(NEW, typed({"item": "A", "quantity": "3"}))
    order = the_order(company)

    page = client.get(page_of(order)).content.decode()
    assert "Shall I add one?" in page and 'data-key="y"' in page
    client.post(f"/NL01/suggestions/{suggestion(company).pk}/accept/")

    assert [line.item.number for line in lines_of(order)] == ["A", "B"]
    assert "panel-suggestions" not in client.get(page_of(order)).content.decode()


def test_declining_and_leaving_for_later(client: Client, company: Company) -> None:
    rule(company, "A", "B")
    order = typed_order(company, ("A", 1))

    client.post(f"/NL01/suggestions/{suggestion(company).pk}/later/")
    assert suggestion(company).state == "later" and "panel-suggestions" in client.get(page_of(order)).content.decode()
    client.post(f"/NL01/suggestions/{suggestion(company).pk}/decline/", {"reason": "Has one"})

    assert (suggestion(company).state, suggestion(company).reason) == ("declined", "Has one")
    assert "panel-suggestions" not in client.get(page_of(order)).content.decode()


def test_an_order_is_filled_from_an_item_list(client: Client, company: Company) -> None:
    listed = ProductList.of(company.entity).create(legal_entity=company.entity, code="L", name="List")
    rows = [
        ProductListItem.of(company.entity).create(legal_entity=company.entity, product_list=listed, item=company.items[item])
        for item in ("A", "B")
    ]
    order = sales_order(company)

    chosen = client.post(f"/NL01/suggestions/orders/{order.pk}/from-list/", {"product_list": listed.pk})
    assert client.get(chosen["Location"]).status_code == 200
    client.post(chosen["Location"], {f"quantity_{rows[0].pk}": "7", f"quantity_{rows[1].pk}": ""})

    assert [(line.item.number, line.ordered_quantity) for line in lines_of(order)] == [("A", 7)]


def test_rules_are_set_up_tested_and_reported(client: Client, company: Company) -> None:
    made = rule(company, "A", "B")
    typed_order(company, ("A", 1))

    for path in ("rules/", f"rules/{made.pk}/", "rules/new/", "product-lists/", "product-lists/new/", "product-lists/generate/", "report/"):
        assert client.get(f"/NL01/suggestions/{path}").status_code == 200, path
    tested = client.post(
        f"/NL01/suggestions/rules/{made.pk}/test/", {"customer": "C-100", "item": "A", "quantity": "2", "order_type": "sales_order"}
    ).content.decode()
    report = SuggestionRule.of(company.entity).for_report().get()

    assert "The rule fires" in tested
    assert (report.shown, report.accepted, report.accepted_percent) == (1, 0, 0)


def test_requests_get_suggestions_only_when_they_ask(company: Company) -> None:
    rule(company, "A", "B")
    clerk = ApiUser(company.user("OC"), company.entity.code)

    clerk.send("sales-orders", NEW_ORDER, expect=201)
    assert clerk.read("suggestions")["results"] == []
    made = clerk.send("sales-orders?suggestions=1", NEW_ORDER, expect=201).json()
    [offer] = clerk.read("suggestions", order=made["number"])["results"]
    accepted = clerk.send(f"suggestions/{offer['id']}/accept", expect=200).json()

    assert accepted["state"] == "accepted"
    order = SalesOrder.of(company.entity).get(number=made["number"])
    assert "B" in [line.item.number for line in lines_of(order)]
