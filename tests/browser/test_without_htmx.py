"""The main job while htmx is blocked: forms and links do it all (backoffice.md: every page works without)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error, Page, expect

from foundation.backoffice.models import Notification, SavedView
from foundation.organization.models import Membership, Role
from invoicing.models import CustomerInvoice
from sales.models import SalesOrder
from tests.browser.conftest import SignInBrowser
from tests.factories.company import Company
from tests.factories.sales import sales_order

ORDER_PAGE = re.compile(r"/sales/orders/\d+/$")


@pytest.fixture
def blocked(page: Page) -> list[str]:
    """Block htmx for the browser of the test, and collect what then fails on pages."""
    failed: list[str] = []

    def note(error: Error) -> None:
        failed.append(f"{error} on {page.url}")

    page.route(re.compile(r"/htmx[^/]*\.js"), lambda route: route.abort())
    page.on("pageerror", note)
    return failed


def enter_order(page: Page) -> None:
    """Enter an order of two lines; the customer's terms come with the save."""
    page.fill("#id_customer", "C-100")
    page.fill("[name=lines-0-item]", "A")
    page.fill("[name=lines-0-quantity]", "12")
    page.get_by_role("button", name="Add line").click()
    page.fill("[name=lines-1-item]", "B")
    page.fill("[name=lines-1-quantity]", "3")
    page.locator("button[data-key='ctrl+s']").click()
    page.wait_for_url(ORDER_PAGE)


def post(page: Page, key: str, dialog: str) -> None:
    """Open a posting of the order, ask for its preview again, and post what it shows."""
    page.keyboard.press(key)
    page.wait_for_url(f"**/{dialog}/")
    expect(page.locator("#preview .posting-document")).to_be_visible()
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.locator("#preview .posting-document")).to_be_visible()
    page.locator("button[data-key='ctrl+s']").click()
    page.wait_for_url("**result=**")
    page.keyboard.press("Escape")
    page.wait_for_url(ORDER_PAGE)


def test_an_order_becomes_an_invoice(blocked: list[str], desk: SignInBrowser, company: Company) -> None:
    Membership.objects.create(user=company.user("OM"), legal_entity=company.entity, role=Role.objects.get(code="BC"))
    company.stock("A", "100")
    company.stock("B", "100")
    page = desk("OM")
    page.goto(page.url + "sales/orders/new/")

    enter_order(page)
    post(page, "c", "confirm")
    post(page, "p", "post-packing-slip")
    post(page, "i", "invoice")

    assert SalesOrder.of(company.entity).get().status == "invoiced"
    assert CustomerInvoice.of(company.entity).count() == 1
    assert blocked == []


def test_a_list_is_searched_filtered_sorted_paged_and_kept(blocked: list[str], desk: SignInBrowser, company: Company) -> None:
    orders = [sales_order(company, ("A", 1)) for _number in range(60)]
    page = desk("OM")
    page.goto(page.url + "sales/orders/")

    page.locator("a[rel=next]").click()
    page.wait_for_load_state()
    expect(page.locator("a[rel=prev]")).to_be_visible()
    page.locator("thead a").first.click()
    expect(page).to_have_url(re.compile("sort="))
    page.fill("#bo-search", orders[7].number)
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("[data-bo-row]")).to_have_count(1)
    page.locator(".bo-filters > summary").click()
    page.select_option("[name=add]", "number")
    page.select_option("[name=op]", "is")
    page.fill("[name=val]", orders[7].number)
    page.locator(".bo-filters .btn-primary").click()
    expect(page.locator(".bo-chip").first).to_contain_text(orders[7].number)
    page.locator("details:has(.bo-views) > summary").click()
    page.fill("#bo-view-name", "Mine")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator("details:has(.bo-views) > summary")).to_contain_text("Mine")

    assert SavedView.objects.get(name="Mine").query
    assert blocked == []


def test_what_somebody_was_told_is_found_under_the_bell(blocked: list[str], desk: SignInBrowser, company: Company) -> None:
    told = {"legal_entity": company.entity, "user": company.user("OM"), "kind": "batch", "text": "A run has ended"}
    Notification.of(company.entity).create(**told, url="/NL01/batch/runs/")
    page = desk("OM")

    page.locator("#bell a").click()
    page.get_by_text("A run has ended").click()

    page.wait_for_url("**/batch/runs/")
    assert blocked == []
