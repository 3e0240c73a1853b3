"""What an order's page offers next, and what it answers to why: status, price, tax."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from customers.models import Customer, HoldKind
from sales.models import SalesOrder
from sales.services.change_lines import LineEdit, change_lines
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import confirm, deliver, only_line, sales_order
from tests.web_fixtures import SignIn

DAY = date(2026, 3, 2)


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """Somebody who may sell, deliver and invoice: an order manager reads, the tests look at what the page offers."""
    return signed_in_client("OM")


def page_of(client: Client, order: SalesOrder) -> Any:
    return client.get(f"/NL01/sales/orders/{order.pk}/")


def primary(page: Any) -> list[str]:
    """Return the names of the actions that are marked as the next step."""
    return [shown.action.name for shown in page.context["view"].shown_actions if shown.primary]


def reason(page: Any, name: str) -> str:
    """Return why an action is not possible; blank when it is."""
    return next(shown.reason for shown in page.context["view"].shown_actions if shown.action.name == name)


def test_confirming_comes_next_until_the_customer_has_what_the_order_says(client: Client, company: Company) -> None:
    order = sales_order(company, ("S", 2, "25"), order_date=DAY)
    assert primary(page_of(client, order)) == ["confirm"]

    confirm(company, order)
    assert primary(page_of(client, order)) == ["post_packing_slip"]

    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"unit_price": Decimal(20)})], company.user("OM"))
    assert primary(page_of(client, order)) == ["confirm"]


def test_a_delivered_order_is_neither_confirmed_nor_delivered_next(client: Client, company: Company) -> None:
    order = sales_order(company, ("S", 2, "25"), ("S", 1, "5"), order_date=DAY)
    deliver(company, order)

    page = page_of(client, order)

    assert not {"confirm", "post_packing_slip"} & set(primary(page))
    assert reason(page, "post_packing_slip") == "Nothing is left to deliver: lines 10 and 20 are delivered."


def test_an_invoiced_order_says_that_nothing_is_left_to_invoice(signed_in_client: SignIn, company: Company) -> None:
    order = sales_order(company, ("S", 2, "25"), order_date=DAY)
    deliver(company, order)
    invoice(company, order)

    page = page_of(signed_in_client("BC"), order)

    assert reason(page, "invoice") == "Nothing is left to invoice: every line is invoiced or cancelled."


def test_confirming_again_without_a_change_warns(client: Client, company: Company) -> None:
    order = sales_order(company, ("S", 2, "25"), order_date=DAY)
    confirm(company, order)

    page = client.get(f"/NL01/sales/orders/{order.pk}/confirm/").content.decode()

    assert f"Order {order.number} is as the customer has it: nothing changed since version 1." in page


def test_a_hold_of_the_customer_stands_on_the_order(client: Client, company: Company) -> None:
    order = sales_order(company, ("S", 2, "25"), order_date=DAY)
    Customer.of(company.entity).filter(pk=order.customer_id).update(hold=HoldKind.ALL, hold_reason="Does not pay")

    notices = [str(notice.text) for notice in page_of(client, order).context["notices"]]

    assert any("is on hold" in text and "Does not pay" in text for text in notices)


def test_the_status_is_explained_line_by_line(client: Client, company: Company) -> None:
    company.stock("A", "100")
    order = sales_order(company, ("A", 10, "5"), order_date=DAY)
    deliver(company, order, updates={10: "4"})

    page = page_of(client, order)

    assert page.context["status_reasons"][:2] == [
        "Open: 1 line has something left to deliver.",
        "Line 10: 10 ordered, 4 delivered, 0 invoiced.",
    ]
    assert 'href="#why-status"' in page.content.decode()


def test_price_and_tax_are_one_click_from_their_amounts(client: Client, company: Company) -> None:
    order = sales_order(company, ("S", 2, "25"), order_date=DAY)

    page = page_of(client, order).content.decode()

    for target in ("why-price-10", "why-tax"):
        assert f'href="#{target}"' in page
        assert f'id="{target}"' in page


def test_who_may_not_see_agreements_gets_no_link_to_them(signed_in_client: SignIn, company: Company) -> None:
    order = sales_order(company, ("S", 2, "25"), order_date=DAY)

    assert "#why-price" not in page_of(signed_in_client("WH"), order).content.decode()
