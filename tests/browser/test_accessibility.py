"""The main pages against axe: no finding of WCAG 2.2 A and AA in either theme, wide and narrow."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import SignInBrowser
from tests.factories.company import Company

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
THEMES = ("light", "dark")
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
PAGES = [
    "/",
    "/search/?q=pay",
    "/ledger/payment-terms/",
    "/ledger/payment-terms/?q=nothing-of-this-name",
    "/ledger/payment-terms/new/",
    "/ledger/payment-schedules/new/",
]


def findings(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands."""
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {each['help']}: {node['html']}" for each in found for node in each["nodes"]]


def in_all_looks(page: Page, address: str) -> list[str]:
    """Return the findings in both themes and both widths, and whether the page is wider than the screen."""
    found = []
    for theme in THEMES:
        for size in (WIDE, NARROW):
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size(size)
            page.goto(address)
            look = f"{theme}, {size['width']} pixels"
            found += [f"{look}: {text}" for text in findings(page)]
            if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
                found.append(f"{look}: wider than the screen")
    return found


def test_the_page_for_signing_in_has_no_findings(page: Page, live_server: Any, company: Company) -> None:
    assert not in_all_looks(page, f"{live_server.url}/sign-in/")


def test_the_main_pages_have_no_findings(desk: SignInBrowser, live_server: Any) -> None:
    page = desk("AR")

    assert not [f"{address}: {text}" for address in PAGES for text in in_all_looks(page, f"{live_server.url}/NL01{address}")]


def test_a_form_with_errors_has_no_findings(desk: SignInBrowser, live_server: Any) -> None:
    page = desk("AR")
    page.goto(f"{live_server.url}/NL01/ledger/payment-terms/new/")

    page.keyboard.press("Control+s")
    page.locator(".invalid-feedback").first.wait_for()

    assert not findings(page)


@pytest.mark.parametrize(("key", "opened"), [("Control+k", "#palette"), ("?", "#keys")])
def test_what_opens_over_the_page_has_no_findings(desk: SignInBrowser, key: str, opened: str) -> None:
    page = desk("AR")

    page.keyboard.press(key)
    page.locator(f"{opened}[open]").wait_for()

    assert not findings(page)
