"""The main job without a mouse: an order of five lines from entry to the invoice on paper (backoffice.md §2)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from foundation.organization.models import Membership, Role
from invoicing.models import CustomerInvoice
from sales.models import SalesOrder
from tests.browser.conftest import SignInBrowser
from tests.factories.company import Company

ORDER_PAGE = re.compile(r"/sales/orders/\d+/$")
INVOICE_PAGE = re.compile(r"/invoices/\d+/$")


def type_order(page: Page) -> None:
    """Enter an order with five lines; Enter in the header and in the lines only moves on."""
    page.keyboard.press("n")
    expect(page.locator("#id_customer")).to_be_focused()
    page.wait_for_load_state("domcontentloaded")
    page.keyboard.type("C-100")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#id_delivery_name")).to_have_value("Customer C-100")
    page.keyboard.press("Alt+l")
    for item, quantity in (("A", "12"), ("B", "3"), ("S", "1"), ("A", "=2*3"), ("B", "1")):
        page.keyboard.type(item)
        page.keyboard.press("Enter")
        page.keyboard.type(quantity)
        page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+s")
    page.wait_for_url(ORDER_PAGE)


def post(page: Page, key: str, dialog: str) -> None:
    """Open a posting of the order with its key, post what the preview shows, and go back."""
    page.keyboard.press(key)
    page.wait_for_url(f"**/{dialog}/")
    expect(page.locator("#preview .posting-document")).to_be_visible()
    page.keyboard.press("Control+s")
    page.wait_for_url("**result=**")
    page.keyboard.press("Escape")
    page.wait_for_url(ORDER_PAGE)


def open_paper(page: Page, key: str) -> APIResponse:
    """Ask for the PDF with its key and return the server's answer, which a headless browser has no viewer for."""
    answers: list[APIResponse] = []

    def keep(route: Route) -> None:
        answers.append(route.fetch())
        route.fulfill(status=204)

    page.context.route("**/pdf/", keep)
    with page.context.expect_event("response", lambda response: response.url.endswith("/pdf/")):
        page.keyboard.press(key)
    return answers[0]


def test_an_order_is_entered_confirmed_delivered_and_invoiced_and_its_paper_opened(
    desk: SignInBrowser, live_server: pytest.fixture, company: Company
) -> None:
    Membership.objects.create(user=company.user("OM"), legal_entity=company.entity, role=Role.objects.get(code="BC"))
    company.stock("A", "100")
    company.stock("B", "100")
    page = desk("OM")
    page.keyboard.press("Control+k")
    page.keyboard.type("all sales")
    expect(page.locator(".palette-item[aria-selected=true]")).to_contain_text("All sales orders")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sales/orders/")

    type_order(page)
    post(page, "c", "confirm")
    post(page, "p", "post-packing-slip")
    post(page, "i", "invoice")

    order = SalesOrder.of(company.entity).get()
    invoice = CustomerInvoice.of(company.entity).get()
    assert order.status == "invoiced"

    page.keyboard.press("Control+k")
    page.keyboard.type(invoice.number)
    expect(page.locator(".palette-item[aria-selected=true]")).to_contain_text(invoice.number)
    page.keyboard.press("Enter")
    page.wait_for_url(INVOICE_PAGE)
    paper = open_paper(page, "p")

    assert paper.status == 200
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF-")


def test_enter_sends_no_order_before_the_scripts_of_the_page_run(
    desk: SignInBrowser, live_server: pytest.fixture, company: Company
) -> None:
    page = desk("OM")
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{live_server.url}/{company.entity.code}/sales/orders/new/")
    page.locator("#id_customer").fill("C-100")
    page.keyboard.press("Enter")
    page.locator("#id_customer_reference").press("Enter")

    assert not SalesOrder.of(company.entity).exists()
    page.locator("button[type=submit]:not([disabled])", has_text="Save").last.click()
    page.wait_for_url(ORDER_PAGE)
    assert SalesOrder.of(company.entity).get().customer.account == "C-100"
