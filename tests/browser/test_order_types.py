"""Each type of order in the browser: a journal made firm, a subscription reopened, a sales order, a returned order, item requirements."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from returns.models import ReturnOrder
from sales.models import SalesOrder
from tests.browser.conftest import SignInBrowser
from tests.browser.steps import act, post, press
from tests.factories.company import Company
from tests.factories.projects import orders_of, project
from tests.factories.returns import return_reason, sold_line
from tests.factories.sales import lines_of


@pytest.fixture
def sales(live_server: Any) -> str:
    """Where the pages of orders begin."""
    return f"{live_server.url}/NL01/sales/orders"


@pytest.fixture(autouse=True)
def goods(company: Company) -> None:
    """A hundred pieces of article A."""
    company.stock("A", "100")


def enter(page: Page, address: str, order_type: str, quantity: str = "4") -> None:
    """Enter an order of article A for customer C-100, as far as its type and its line."""
    page.goto(f"{address}/new/?customer=C-100")
    page.get_by_label("Order type").select_option(label=order_type)
    page.locator("[name=lines-0-item]").fill("A")
    page.locator("[name=lines-0-quantity]").fill(quantity)


def the_order(company: Company) -> SalesOrder:
    """The only order there is, as it is now."""
    found: SalesOrder = SalesOrder.of(company.entity).get()
    return found


def test_a_journal_holds_no_stock_until_it_is_made_a_sales_order(desk: SignInBrowser, company: Company, sales: str) -> None:
    page = desk("OM")
    enter(page, sales, "Journal")
    press(page, "Save order")
    expect(page.get_by_role("link", name="Post packing slip", exact=True)).to_have_count(0)
    assert company.on_hand("A").on_order == 0

    act(page, "Change type")
    page.get_by_label("New order type").select_option(label="Sales order")
    press(page, "Change type")

    post(page, "Post packing slip", "Post")
    order = the_order(company)
    assert (order.order_type, order.status, company.on_hand("A").physical) == ("sales_order", "delivered", 96)


def test_a_sales_order_is_confirmed_delivered_and_invoiced(desk: SignInBrowser, company: Company, sales: str) -> None:
    page = desk("OM")
    enter(page, sales, "Sales order")
    press(page, "Save order")
    order_page = page.url
    post(page, "Confirm", "Confirm")
    post(page, "Post packing slip", "Post")

    page = desk("BC")
    page.goto(order_page)
    post(page, "Invoice", "Post invoices")

    expect(page.locator("h1")).to_contain_text("Invoiced")
    assert the_order(company).status == "invoiced"


def test_a_subscription_is_open_again_once_it_is_invoiced(desk: SignInBrowser, company: Company, sales: str) -> None:
    page = desk("OM")
    enter(page, sales, "Subscription")
    page.get_by_text("Cycles of a subscription").click()
    page.get_by_label("Start date").fill("1-1-2026")
    press(page, "Save order")
    order_page = page.url
    post(page, "Post packing slip", "Post")

    page = desk("BC")
    page.goto(order_page)
    post(page, "Invoice", "Post invoices")

    expect(page.locator("h1")).to_contain_text("Open order")
    [line] = lines_of(the_order(company))
    assert (line.deliver_remainder, line.delivered_quantity, company.on_hand("A").physical) == (4, 0, 96)


def test_a_returned_order_is_announced_from_the_invoice_with_its_number(
    desk: SignInBrowser, company: Company, live_server: Any, sales: str
) -> None:
    return_reason(company)
    sold = sold_line(company, quantity=3)
    page = desk("OC")
    page.goto(f"{live_server.url}/NL01/returns/find/")
    page.get_by_role("row", name=sold.invoice.number).get_by_role("checkbox").check()
    page.get_by_role("button", name="Return", exact=True).click()
    page.get_by_label("Return reason").select_option(index=1)
    press(page, "Save return order")

    returned = ReturnOrder.of(company.entity).get()
    expect(page.locator("h1")).to_contain_text(returned.rma_number)
    page.get_by_role("link", name=returned.order.number, exact=True).first.click()
    expect(page.locator("h1")).to_contain_text(returned.order.number)
    expect(page.get_by_text("Returned order", exact=True).first).to_be_visible()
    assert (returned.order.order_type, lines_of(returned.order)[0].ordered_quantity) == ("returned_order", -3)


def test_item_requirements_are_made_by_an_item_sale_on_a_project(
    desk: SignInBrowser, company: Company, live_server: Any, sales: str
) -> None:
    refit = project(company)
    page = desk("OM")
    page.goto(f"{live_server.url}/NL01/projects/{refit.pk}/")

    act(page, "Item sale")
    page.get_by_label("Item", exact=True).fill("A")
    page.get_by_label("Quantity").fill("5")
    press(page, "Add item requirement")
    [order] = orders_of(company, refit)
    page.goto(f"{sales}/{order.pk}/")
    post(page, "Post packing slip", "Post")

    expect(page.get_by_role("link", name="Change type", exact=True)).to_have_count(0)
    assert (order.order_type, the_order(company).status, company.on_hand("A").physical) == ("item_requirements", "delivered", 95)
