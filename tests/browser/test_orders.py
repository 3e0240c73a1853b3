"""An order by the keyboard alone: entered with lines, confirmed and delivered."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from sales.models import PackingSlip, SalesOrder
from tests.browser.conftest import SignInBrowser
from tests.browser.test_lines import PASTE
from tests.factories.company import Company
from tests.factories.sales import agreement, lines_of

ORDER_PAGE = re.compile(r"/sales/orders/\d+/$")


def type_line(page: Page, item: str, quantity: str) -> None:
    """Type item and quantity, and go on to the next line."""
    page.keyboard.type(item)
    page.keyboard.press("Enter")
    page.keyboard.type(quantity)
    page.keyboard.press("Control+Enter")


def test_an_order_of_five_lines_is_entered_confirmed_and_delivered_without_a_mouse(
    desk: SignInBrowser, live_server: pytest.fixture, company: Company
) -> None:
    company.stock("A", "100")
    company.stock("B", "100")
    agreement(company, item="A", amount="20", from_quantity=10)
    page = desk("OM")
    page.goto(f"{live_server.url}/NL01/sales/orders/")

    page.keyboard.press("n")
    expect(page.locator("#id_customer")).to_be_focused()
    page.keyboard.type("C-100")
    page.keyboard.press("Tab")
    expect(page.locator("#id_delivery_name")).to_have_value(company.customers["C-100"].name)
    page.keyboard.type("PO-4711")
    page.keyboard.press("Alt+l")
    for item, quantity in (("A", "12"), ("B", "3"), ("S", "1"), ("A", "=2*3"), ("B", "1")):
        type_line(page, item, quantity)
    expect(page.locator("[name=lines-0-unit_price]")).to_have_value("20")
    expect(page.locator("[name=lines-3-unit_price]")).to_have_value("25")
    expect(page.locator("[data-line-totals]")).to_contain_text("539.00")
    page.keyboard.press("Control+s")

    page.wait_for_url(ORDER_PAGE)
    order = SalesOrder.of(company.entity).get()
    assert order.customer_reference == "PO-4711"
    assert [line.ordered_quantity for line in lines_of(order)] == [12, 3, 1, 6, 1]

    page.keyboard.press("c")
    page.wait_for_url("**/confirm/")
    page.keyboard.press("Control+s")
    page.wait_for_url("**result=**")
    page.keyboard.press("Escape")
    page.wait_for_url(ORDER_PAGE)
    page.keyboard.press("p")
    page.wait_for_url("**/post-packing-slip/")
    page.keyboard.press("Control+s")
    page.wait_for_url("**result=**")

    assert PackingSlip.of(company.entity).count() == 1
    order.refresh_from_db()
    assert (order.confirmed_version, order.status) == (1, "delivered")


def test_two_hundred_rows_of_a_spreadsheet_are_priced_in_one_answer(
    desk: SignInBrowser, live_server: pytest.fixture, company: Company
) -> None:
    agreement(company, item="A", amount="20", from_quantity=10)
    page = desk("OM")
    answers: list[str] = []
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_server.url}/NL01/sales/orders/new/?customer=C-100")
    page.locator("[name=lines-0-item]").focus()
    page.on("response", lambda answer: answers.append(answer.url) if "_calculate" in answer.url else None)

    page.evaluate(PASTE, "A\t10\tpcs\nB\t2\tpcs\t30\n" * 100)

    expect(page.locator("[data-line]:visible")).to_have_count(200)
    expect(page.locator("[name=lines-198-unit_price]")).to_have_value("20")
    expect(page.locator("[name=lines-199-unit_price]")).to_have_value("30")
    expect(page.locator("[data-line-totals]")).to_contain_text("26,000.00")
    assert len(answers) == 1
