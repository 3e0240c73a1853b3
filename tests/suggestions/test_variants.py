"""Rules and product lists may name a master: its variants call for suggestions, and one of them is taken (sales.md §4, §2.1)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from foundation.inventory.errors import VariantMissing
from foundation.inventory.models import Item
from sales.suggestions.models import ProductList, ProductListItem, SuggestionLog
from sales.suggestions.services.answer_suggestions import accept_suggestion
from sales.suggestions.services.offer_suggestions import offer_suggestions
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.sales import agreement, lines_of, sales_order
from tests.factories.suggestions import rule

pytestmark = pytest.mark.usefixtures("in_march")

BLUE, RED = "APRON-S-BLUE", "APRON-S-RED"


@pytest.fixture
def apron(company: Company) -> Item:
    """An apron of 20.00 in blue and red, twelve blue ones and five red ones in the warehouse."""
    master = company.master("APRON", "20.00", "size", "colour", name="Apron")
    company.variants("APRON", size=["S"], colour=["blue", "red"])
    company.stock(BLUE, "12")
    company.stock(RED, "5")
    return master


def product_list(company: Company, item: Item) -> ProductList:
    """A list of one item."""
    made: ProductList = ProductList.of(company.entity).create(legal_entity=company.entity, code="L", name="List")
    ProductListItem.of(company.entity).create(legal_entity=company.entity, product_list=made, item=item, quantity=2)
    return made


def offered(company: Company, *lines: tuple[str, int]) -> list[SuggestionLog]:
    """Return what is suggested on an order with some lines."""
    return offer_suggestions(company.entity, sales_order(company, *lines).pk, company.clerk)


def test_a_variant_calls_for_what_its_master_calls_for(company: Company, apron: Item) -> None:
    rule(company, "APRON", "S")

    assert [log.item.number for log in offered(company, (RED, 1))] == ["S"]


def test_a_list_with_a_master_holds_its_variants(company: Company, apron: Item) -> None:
    rule(company, "", "S", trigger_list=product_list(company, apron))

    assert [log.item.number for log in offered(company, (RED, 1))] == ["S"]


def test_a_master_is_offered_at_the_price_of_its_variants_with_what_lies_free_of_them(company: Company, apron: Item) -> None:
    rule(company, "A", "APRON", only_in_stock=True)
    agreement(company, item="APRON", amount=Decimal(18))

    [log] = offered(company, ("A", 1))

    assert (log.item, log.unit_price, log.available) == (apron, 18, 17)


def test_a_master_is_not_offered_beside_one_of_its_variants(company: Company, apron: Item) -> None:
    rule(company, "A", "APRON")

    assert offered(company, ("A", 1), (BLUE, 1)) == []


def test_who_takes_a_master_says_which_variant(company: Company, apron: Item) -> None:
    rule(company, "A", "APRON")
    [log] = offered(company, ("A", 1))

    with pytest.raises(VariantMissing):
        accept_suggestion(company.entity, log.pk, company.clerk)
    with pytest.raises(VariantMissing):
        accept_suggestion(company.entity, log.pk, company.clerk, variant=company.items["B"])
    accept_suggestion(company.entity, log.pk, company.clerk, variant=company.items[RED])

    assert [line.item.number for line in lines_of(log.order)] == ["A", RED]


def test_the_page_asks_for_the_variant(company: Company, apron: Item) -> None:
    rule(company, "A", "APRON")
    [log] = offered(company, ("A", 1))
    desk = Client()
    desk.force_login(company.user("OC"))
    address = f"/NL01/suggestions/{log.pk}/accept/"

    asked = desk.post(address)
    desk.post(address, {"variant": company.items[BLUE].pk})

    assert "APRON-S-RED · S, red" in asked.content.decode()
    assert [line.item.number for line in lines_of(log.order)] == ["A", BLUE]


def test_rest_asks_for_the_variant(company: Company, apron: Item) -> None:
    rule(company, "A", "APRON")
    [log] = offered(company, ("A", 1))
    rest = ApiUser(company.user("OC"), "NL01")

    assert rest.send(f"suggestions/{log.pk}/accept", expect=409).json()["code"] == "ORD-06"
    rest.send(f"suggestions/{log.pk}/accept", {"variant": RED}, expect=200)

    assert [line.item.number for line in lines_of(log.order)] == ["A", RED]


def test_an_order_is_filled_with_variants_of_a_listed_master(company: Company, apron: Item) -> None:
    listed = product_list(company, apron)

    rows = ProductListItem.of(company.entity).rows_to_order(company.entity, listed.pk)

    assert [(row.item.number, row.quantity, row.unit_code) for row in rows] == [(BLUE, None, "pcs"), (RED, None, "pcs")]
