"""Lists in the browser: a condition, a view, a group, a card, a record made in place; nothing offends axe."""

from __future__ import annotations

import re
from unittest import mock

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from foundation.backoffice.models import SavedView
from tests.browser.conftest import SignInBrowser
from tests.factories.company import Company
from tests.factories.sales import sales_order

ORDERS = "/NL01/sales/orders/"


def offences(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    found = (
        Axe()
        .run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
        .response["violations"]
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def test_a_condition_is_typed_and_kept_as_a_view(desk: SignInBrowser, company: Company) -> None:
    order = sales_order(company, ("A", 10, "5"))
    page = desk("OM")
    page.goto(page.url.partition("/NL01")[0] + ORDERS)

    page.keyboard.press("f")
    page.select_option("[name=add]", "number")
    assert page.locator("[name=op] option[value=least]").is_disabled()
    page.select_option("[name=op]", "is")
    page.fill("[name=val]", order.number)
    assert not offences(page)
    page.locator(".bo-filters .btn-primary").click()
    expect(page.locator(".bo-chip")).to_contain_text(order.number)
    expect(page).to_have_url(re.compile(r"[?&]f=number"))
    assert "add=" not in page.url

    page.locator("details:has(.bo-views) > summary").click()
    page.fill("#bo-view-name", "Mine")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator("details:has(.bo-views) > summary")).to_contain_text("Mine")
    assert "f=number" in SavedView.objects.get(name="Mine").query


def test_a_link_shows_its_record_to_pointer_and_keyboard_and_escape_puts_it_away(desk: SignInBrowser, company: Company) -> None:
    order = sales_order(company, ("A", 10, "5"))
    page = desk("OM")
    page.goto(page.url.partition("/NL01")[0] + ORDERS)
    card, link = page.locator("#bo-card"), page.get_by_role("link", name=order.number)

    link.hover()
    expect(card).to_contain_text(order.customer.name)
    assert not offences(page)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.mouse.move(1, 1)
    page.keyboard.press("j")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert page.url.endswith(ORDERS)


def test_groups_imports_and_columns_offend_nobody_wide_and_narrow(desk: SignInBrowser, company: Company) -> None:
    sales_order(company, ("A", 10, "5"))
    page = desk("OM")
    root = page.url.partition("/NL01")[0]

    for address in (f"{ORDERS}?by=customer", f"{ORDERS}?f=total:x:1", "/NL01/imports/sales.salesorder/new/", "/NL01/exports/"):
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(root + address)
            assert not offences(page), address
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.goto(root + ORDERS)
    page.locator("details:has(.bo-columns) > summary").click()
    assert not offences(page)
    assert page.locator(".bo-columns").bounding_box()["x"] >= 0  # type: ignore[index]


def test_ticked_rows_stay_ticked_while_paging_and_can_be_let_go(desk: SignInBrowser, company: Company) -> None:
    for _number in range(52):
        sales_order(company, ("A", 1, "5"))
    page = desk("OM")
    page.goto(page.url.partition("/NL01")[0] + ORDERS)
    ticked = page.locator("input[type=checkbox][name=selected]")
    ticked.nth(0).check()
    ticked.nth(1).check()
    expect(page.locator("#bo-bulk")).to_contain_text("2 selected")

    page.locator("#bo-list a[rel=next]").first.click()
    expect(ticked).to_have_count(2)
    expect(page.locator("#bo-bulk")).to_contain_text("2 selected")
    ticked.nth(0).check()
    expect(page.locator("#bo-bulk")).to_contain_text("3 selected")
    page.locator("#bo-list a[rel=prev]").first.click()
    expect(ticked).to_have_count(50)
    expect(ticked.nth(1)).to_be_checked()
    expect(page.locator("#bo-bulk")).to_contain_text("3 selected")

    page.locator("[data-bo-clear]").click()
    expect(page.locator("#bo-bulk")).to_contain_text("Select rows to act on them together.")
    expect(ticked.nth(0)).not_to_be_checked()


def test_what_a_long_result_has_is_counted_once_it_is_shown(desk: SignInBrowser, company: Company) -> None:
    for _order in range(3):
        sales_order(company, ("A", 10, "5"))
    page = desk("OM")
    with mock.patch("foundation.backoffice.lists.counted.FEW", 2):
        page.goto(f"{page.url.partition('/NL01')[0]}{ORDERS}?q=SO-")
        expect(page.locator("#bo-found")).to_have_text("3 found")
    page.locator("#bo-headings").get_by_role("link", name="Status").click()
    expect(page.locator("#bo-headings [aria-sort=ascending]")).to_contain_text("Status")
