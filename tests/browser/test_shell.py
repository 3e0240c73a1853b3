"""The frame of every page in a real browser: keys, palette, preferences, the way back."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from foundation.organization.models import User
from tests.browser.conftest import SignInBrowser
from tests.factories.company import Company


def test_somebody_signs_in_with_the_keyboard_and_lands_in_the_workspace(page: Page, live_server: Any, company: Company) -> None:
    page.goto(live_server.url)
    page.keyboard.type("ar.nl01@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type("a-long-password")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Workspace")).to_be_visible()


def test_a_wrong_password_is_told_and_the_address_stays(page: Page, live_server: Any, company: Company) -> None:
    page.goto(live_server.url)
    page.keyboard.type("ar.nl01@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type("something else")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.get_by_label("E-mail address")).to_have_value("ar.nl01@example.com")


def test_escape_closes_the_palette_at_once_whatever_was_typed(desk: SignInBrowser) -> None:
    page = desk("AR")

    page.keyboard.press("Control+k")
    page.keyboard.type("terms of pay")
    page.keyboard.press("Escape")

    expect(page.locator("#palette")).to_be_hidden()


def test_the_palette_finds_a_page_by_a_part_of_its_name(desk: SignInBrowser) -> None:
    page = desk("AR")

    page.keyboard.press("Control+k")
    page.keyboard.type("terms of pay")
    expect(page.locator(".palette-item[aria-selected=true]")).to_contain_text("Terms of payment")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Terms of payment")


def test_rows_are_walked_opened_and_found_again(desk: SignInBrowser, live_server: Any) -> None:
    page = desk("AR")
    page.goto(f"{live_server.url}/NL01/ledger/payment-terms/?q=n")

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr.is-current")).to_contain_text("Net 30 days")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_have_value("N30")
    page.wait_for_load_state()  # the keys are heard once the page's script has run
    page.keyboard.press("Escape")

    expect(page.get_by_role("searchbox", name="Search")).to_have_value("n")
    expect(page.locator("tr.is-current")).to_contain_text("Net 30 days")


def test_the_question_mark_lists_the_keys_of_the_page(desk: SignInBrowser, live_server: Any) -> None:
    page = desk("AR")
    page.goto(f"{live_server.url}/NL01/ledger/payment-terms/")

    page.keyboard.press("?")

    sheet = page.get_by_role("dialog", name="Keys of this page")
    expect(sheet.get_by_text("Next row")).to_be_visible()
    expect(sheet.get_by_text("Search or jump")).to_be_visible()
    expect(sheet.get_by_text("Next cell")).to_be_hidden()


def test_the_theme_that_was_chosen_stays_chosen(desk: SignInBrowser, company: Company) -> None:
    page = desk("AR")

    page.locator("summary", has_text="AR").last.press("Enter")
    page.get_by_role("button", name="Dark").press("Enter")

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert User.objects.get(pk=company.user("AR").pk).theme == User.Theme.DARK


def test_leaving_a_form_with_changes_asks_first(desk: SignInBrowser, live_server: Any) -> None:
    page = desk("AR")
    page.goto(f"{live_server.url}/NL01/ledger/payment-terms/new/")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    page.get_by_label("Code").press_sequentially("N45")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)

    assert asked == ["beforeunload"]
    expect(page.get_by_label("Code")).to_have_value("N45")
