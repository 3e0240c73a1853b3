"""Every page of the product in a browser: axe finds nothing in light and dark, and nothing fails without htmx.

A page that is made of what others were made of is passed over, unless all are asked for (FAULT_SIZE=weekly).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import SignInBrowser
from tests.browser.test_accessibility import RULES
from tests.factories.company import Company
from tests.faults.size import size
from tests.pages.furnished import IN_ENGLISH, furnish
from tests.pages.walk import Visitor, pages_of_an_entity, walk

IN_LIGHT = {**RULES, "resultTypes": ["violations"]}
IN_DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
LOOKS = """
    () => {
      const told = ["class", "type", "role", "for", "hx-get", "hx-post", "scope"];
      const kept = (name, value) => (["class", "type", "role", "scope"].includes(name) ? value : value !== null);
      const look = (each) => [each.tagName, ...told.map((name) => kept(name, each.getAttribute(name)))].join(" ");
      return [...new Set([...document.querySelectorAll("body *")].map(look))];
    }
"""
"""What a page is made of: its elements with what decides how they look, what they are and whether they ask the server."""
DEAD_WITHOUT_HTMX = """
    () => {
      document.querySelector("[name=selected]:not(:checked)")?.click();  // what a ticked row can do is shown then
      const works = "a[href], button:not([disabled]), input[type=submit]";
      const menu = (each) => each.closest("details:not([open])")?.querySelector("summary");
      const seen = (each) => each.checkVisibility() || menu(each)?.checkVisibility();
      const usable = (asker) =>
        [asker, ...asker.querySelectorAll(works)].some((each) => each.matches(works) && seen(each)) ||
        [...(asker.closest("form")?.elements ?? [])].some((each) => each.type === "submit" && !each.disabled && seen(each));
      const askers = [...document.querySelectorAll("[hx-get], [hx-post]")].filter((each) => !each.hidden);
      return askers.filter((each) => !usable(each)).map((each) => each.outerHTML.slice(0, 200));
    }
"""
"""What asks the server by htmx alone: neither it nor its form has a button or a link that does the same."""
EVERY_PAGE = size(False, True)
A_PAPER_UNDER_LOAD = 60_000
"""Milliseconds for a page that renders a PDF while other tests run beside it."""
PARTS = 4
"""A test that takes minutes could not be told from one that hangs."""

PagesOfPart = Callable[[int], list[str]]


@pytest.fixture
def pages_of_part(company: Company) -> PagesOfPart:
    """Return a function that gives a part of all pages, one per state of their record, as somebody with every role sees them."""

    def pages(part: int) -> list[str]:
        visitor = Visitor(furnish(company), IN_ENGLISH)
        walk(visitor, pages_of_an_entity()[part::PARTS])
        return [address for address, shown in visitor.pages.items() if shown.language]

    return pages


@pytest.fixture
def without_htmx(page: Page) -> Iterator[tuple[Page, list[str]]]:
    """Give a second page of the same browser in which htmx is blocked, and the list of what fails on it."""
    failed: list[str] = []
    plain = page.context.new_page()
    plain.set_default_navigation_timeout(A_PAPER_UNDER_LOAD)
    plain.route(re.compile(r"/htmx[^/]*\.js"), lambda route: route.abort())
    plain.on("pageerror", lambda error: failed.append(f"{error} on {plain.url}"))
    yield plain, failed
    plain.close()


def findings(axe: Axe, page: Page, rules: dict[str, Any]) -> list[str]:
    """Return what axe finds on the page as it stands."""
    found = axe.run(page, options=rules).response["violations"]
    return [f"{each['id']}: {node['html'][:300]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_has_findings_in_light_or_dark_or_wants_htmx(
    desk: SignInBrowser, live_server: Any, pages_of_part: PagesOfPart, without_htmx: tuple[Page, list[str]], part: int
) -> None:
    addresses = pages_of_part(part)
    page, axe = desk(IN_ENGLISH), Axe()
    page.set_default_navigation_timeout(A_PAPER_UNDER_LOAD)
    plain, failed = without_htmx
    found: dict[str, str] = {}
    looked_at: set[str] = set()

    for address in addresses:
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.goto(f"{live_server.url}{address}")
        looks = set(page.evaluate(LOOKS))
        if looks <= looked_at and not EVERY_PAGE:  # it is made of what other pages were made of
            continue
        looked_at |= looks
        in_this_page = [f"light: {each}" for each in findings(axe, page, IN_LIGHT)]
        page.emulate_media(color_scheme="dark")
        in_this_page += [f"dark: {each}" for each in findings(axe, page, IN_DARK)]
        for each in in_this_page:
            found.setdefault(each, address)
        plain.goto(f"{live_server.url}{address}", wait_until="load")
        failed += [f"without htmx: {dead} on {address}" for dead in plain.evaluate(DEAD_WITHOUT_HTMX)]

    assert failed == []
    assert [f"{each} on {address}" for each, address in found.items()] == []
