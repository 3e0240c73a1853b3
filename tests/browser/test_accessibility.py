"""The main pages against axe: no finding of WCAG 2.2 A and AA in either theme, wide and narrow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from foundation.organization.models import Membership, Role
from tests.browser.conftest import SignInBrowser
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import confirm, deliver, sales_order

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
LOOKS = [("light", WIDE), ("dark", NARROW)]


def pages(company: Company) -> list[str]:
    """Make an order in every state and return the addresses of the main pages."""
    lines = (("A", 2), ("B", 3), ("S", 1))
    waiting, shipped, billed = (sales_order(company, *lines, order_date=date(2026, 3, 2)) for _number in range(3))
    confirm(company, shipped, billed)
    deliver(company, shipped, billed)
    posted = invoice(company, billed)
    return [
        "/",
        "/search/?q=pay",
        "/sales/orders/",
        "/sales/orders/?q=nothing-of-this-name",
        "/sales/orders/new/",
        f"/sales/orders/{waiting.pk}/",
        f"/sales/orders/{waiting.pk}/confirm/",
        f"/sales/orders/{waiting.pk}/post-packing-slip/",
        "/sales/orders/shipped-not-invoiced/",
        "/sales/packing-slips/",
        f"/orders/{shipped.pk}/invoice/",
        f"/invoices/{posted.pk}/",
        "/customers/customers/",
        f"/customers/customers/{company.customers['C-100'].pk}/",
        f"/customers/customers/{company.customers['C-100'].pk}/edit/",
        "/inventory/on-hand/",
        "/batch/jobs/",
        f"/ledger/vouchers/{posted.voucher_id}/",
        "/ledger/payment-schedules/new/",
    ]


def findings(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands."""
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {each['help']}: {node['html']}" for each in found for node in each["nodes"]]


def in_all_looks(page: Page, address: str) -> list[str]:
    """Return the findings, light and wide, dark and narrow, and whether the page is wider than the screen."""
    found = []
    for theme, size in LOOKS:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size(size)
        page.goto(address)
        found += [f"{theme}: {text}" for text in findings(page)]
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append(f"wider than {size['width']} pixels")
    return found


def test_the_page_for_signing_in_has_no_findings(page: Page, live_server: Any, company: Company) -> None:
    assert not in_all_looks(page, f"{live_server.url}/sign-in/")


def test_the_main_pages_have_no_findings(desk: SignInBrowser, live_server: Any, company: Company) -> None:
    Membership.objects.create(user=company.user("AR"), legal_entity=company.entity, role=Role.objects.get(code="OM"))
    addresses = pages(company)
    page = desk("AR")

    assert not [f"{address}: {text}" for address in addresses for text in in_all_looks(page, f"{live_server.url}/NL01{address}")]


def test_a_form_with_errors_has_no_findings(desk: SignInBrowser, live_server: Any) -> None:
    page = desk("AR")
    page.goto(f"{live_server.url}/NL01/ledger/payment-terms/new/")

    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Control+s")
    page.wait_for_load_state("load")
    page.locator(".invalid-feedback").first.wait_for()

    assert not findings(page)


@pytest.mark.parametrize(("key", "opened"), [("Control+k", "#palette"), ("?", "#keys")])
def test_what_opens_over_the_page_has_no_findings(desk: SignInBrowser, key: str, opened: str) -> None:
    page = desk("AR")

    page.keyboard.press(key)
    page.locator(f"{opened}[open]").wait_for()

    assert not findings(page)
