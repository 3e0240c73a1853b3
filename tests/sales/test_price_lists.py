"""A price list prints what a customer or a price group pays for every item, with its steps (sales.md §3.7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from customers.models import Customer, CustomerDiscountGroup
from foundation.inventory.models import Item
from sales.agreement_errors import NothingToList
from sales.services.price_lists import PriceListRequest, price_list
from tests.factories.company import Company
from tests.factories.sales import agreement
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/NL01/sales/price-list/"


@pytest.fixture
def priced(company: Company) -> Company:
    """A costs 25, from ten pieces on 20, for C-100 always 18, for group G 22; B costs 12.50 with 10 % from five on."""
    agreement(company, item="A", amount=Decimal(20), from_quantity=Decimal(10))
    agreement(company, item="A", account="C-100", amount=Decimal(18))
    agreement(company, item="A", account="G", account_relation="group", amount=Decimal(22))
    agreement(company, "line", item="B", percent_1=Decimal(10), from_quantity=Decimal(5))
    company.item("STOPPED", "9.00", stopped=True)
    return company


def rows(company: Company, **wanted: Any) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    _terms, found = price_list(company.entity, PriceListRequest(**wanted))
    return [(row.item.number, row.quantity, row.price, row.discount) for row in found if row.item.number in {"A", "B", "STOPPED"}]


def test_every_step_of_a_price_is_a_row(priced: Company) -> None:
    assert rows(priced) == [("A", 1, 25, 0), ("A", 10, 20, 0), ("B", 1, Decimal("12.5"), 0), ("B", 5, Decimal("12.5"), 10)]


def test_a_customer_and_a_group_have_their_own(priced: Company) -> None:
    group = CustomerDiscountGroup.of(priced.entity).create(legal_entity=priced.entity, kind="price", code="G", name="G")

    assert rows(priced, customer=priced.customers["C-100"])[0] == ("A", 1, 18, 0)
    assert rows(priced, price_group=group)[0] == ("A", 1, 22, 0)
    Customer.of(priced.entity).filter(account="C-110").update(price_group=group)
    assert rows(priced, customer=priced.customers["C-110"])[0] == ("A", 1, 22, 0)


def test_many_items_take_no_more_statements_than_few(priced: Company, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        priced.item(f"X{number}", "5.00")

    with django_assert_max_num_queries(10):
        price_list(priced.entity, PriceListRequest(customer=priced.customers["C-100"]))


def test_without_a_price_there_is_nothing_to_list(company: Company) -> None:
    Item.of(company.entity).update(stopped=True)

    with pytest.raises(NothingToList):
        price_list(company.entity, PriceListRequest())


def test_the_page_prints_a_pdf(signed_in_client: SignIn, priced: Company) -> None:
    client = signed_in_client("OC")

    form = client.get(f"{PAGE}?customer=C-100")
    answer = client.get(f"{PAGE}?print=1&customer=C-100&language=nl")

    assert form.context["form"].initial == {"customer": "C-100"}
    assert (answer.status_code, answer.headers["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    Item.of(priced.entity).update(stopped=True)
    assert "No item that is sold has a price" in client.get(f"{PAGE}?print=1").content.decode()
    assert signed_in_client("WH").get(PAGE).status_code == 403
