"""Prices are found without an order, with every agreement that was used or passed over (sales.md §3.7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from customers.models import Customer, CustomerDiscountGroup, CustomerParameters
from sales.services.find_prices import PriceQuestion, find_prices
from tests.factories.company import Company
from tests.factories.sales import agreement, only_line, sales_order
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/NL01/sales/find-prices/"


@pytest.fixture
def priced(company: Company) -> Company:
    """Item P costs 10 and is sold at 25, to C-100 at 20 from ten pieces on, with 5 % for all."""
    company.item("P", "25.00", base_cost=Decimal(10))
    agreement(company, item="P", account="C-100", amount=Decimal(20), from_quantity=Decimal(10))
    agreement(company, "line", percent_1=Decimal(5))
    return company


def test_the_price_is_that_of_an_order(priced: Company) -> None:
    item, customer = priced.items["P"], priced.customers["C-100"]

    for quantity in (1, 10):
        found = find_prices(priced.entity, PriceQuestion(item, customer, Decimal(quantity)))
        line = only_line(sales_order(priced, ("P", quantity)))
        assert (found.line.unit_price, found.line.discount_percent, found.line.net_amount) == (
            line.unit_price,
            line.discount_percent,
            line.net_amount,
        )
    assert (found.line.net_amount, found.cost, found.margin, found.ratio) == (190, 100, 90, Decimal("47.37"))


def test_agreements_passed_over_say_why(priced: Company) -> None:
    found = find_prices(priced.entity, PriceQuestion(priced.items["P"], priced.customers["C-100"]))

    assert [(step.relation, step.is_used, step.reason) for step in found.steps] == [
        ("Line discount", True, "used"),
        ("Price (sales)", False, "for other quantities"),
    ]


def test_without_a_customer_it_is_what_everybody_pays(priced: Company) -> None:
    found = find_prices(priced.entity, PriceQuestion(priced.items["P"], quantity=Decimal(10)))

    assert (found.line.unit_price, found.source) == (25, "Base price of the item")


def test_prices_of_the_invoice_account_are_found_where_the_parameter_says_so(priced: Company) -> None:
    Customer.of(priced.entity).filter(account="C-110").update(invoice_account=priced.customers["C-100"])
    question = PriceQuestion(priced.items["P"], priced.customers["C-110"], Decimal(10))
    assert find_prices(priced.entity, question).line.unit_price == 25

    CustomerParameters.objects.update_or_create(legal_entity=priced.entity, defaults={"price_from_invoice_account": True})

    assert find_prices(priced.entity, question).line.unit_price == 20


def test_the_page_shows_price_and_reasons_and_the_margin_to_those_who_may(signed_in_client: SignIn, priced: Company) -> None:
    address = f"{PAGE}?item=P&customer=C-100&quantity=10"
    manager, clerk = signed_in_client("OM").get(address), signed_in_client("OC").get(address)

    assert manager.context["answer"].line.net_amount == 190
    assert ("Margin" in manager.content.decode(), "Margin" in clerk.content.decode()) == (True, False)
    assert signed_in_client("OM").get(f"{PAGE}?customer=C-100").context["form"].initial == {"customer": "C-100"}
    assert "There is no" in signed_in_client("OM").get(f"{PAGE}?item=NONE").content.decode()
    assert signed_in_client("WH").get(PAGE).status_code == 403


def test_the_page_says_when_a_unit_does_not_convert(signed_in_client: SignIn, priced: Company) -> None:
    other = next(unit for unit in (type(priced.piece).objects.exclude(pk=priced.piece.pk)) if unit)

    page = signed_in_client("OM").get(f"{PAGE}?item=P&unit={other.code}")

    assert page.context["answer"] is None
    assert "cannot be converted" in str(page.context["form"].errors)


def test_items_and_customers_lead_to_their_agreements(signed_in_client: SignIn, priced: Company) -> None:
    client = signed_in_client("OM")
    group = CustomerDiscountGroup.of(priced.entity).create(legal_entity=priced.entity, kind="price", code="G", name="G")
    Customer.of(priced.entity).filter(account="C-110").update(price_group=group)
    agreement(priced, item="A", account="G", account_relation="group", amount=Decimal(7))

    item = client.get(f"/NL01/inventory/items/{priced.items['P'].pk}/").content.decode()
    customer = client.get(f"/NL01/customers/customers/{priced.customers['C-110'].pk}/").content.decode()

    assert "/NL01/sales/agreements/?for_item=P" in item
    assert f"{PAGE}?item=P" in item
    assert "/NL01/sales/agreements/?for_customer=C-110" in customer
    assert amounts(client.get("/NL01/sales/agreements/?for_item=P")) == [0, 20]
    assert amounts(client.get("/NL01/sales/agreements/?for_customer=C-110")) == [0, 7]
    assert amounts(client.get("/NL01/sales/agreements/?for_customer=NONE")) == []


def amounts(page: Any) -> list[Decimal]:
    """The amounts of the agreements that a list shows."""
    return sorted(row.amount for row in page.context["listing"].rows.rows)
