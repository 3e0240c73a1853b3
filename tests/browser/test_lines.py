"""The grid of lines in a real browser: keys, sums, rows from a spreadsheet, undo, errors that stay in their row."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignInBrowser

PASTE = """text => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def grid(desk: SignInBrowser, live_server: pytest.fixture) -> Page:
    """A new payment schedule, with the cursor in its first line."""
    page = desk("AR")
    page.goto(f"{live_server.url}/NL01/ledger/payment-schedules/new/")
    page.locator("[name=lines-0-percent]").focus()
    return page


def test_enter_moves_on_adds_lines_and_totals_follow(grid: Page) -> None:
    for typed in ("=100/4", "25", "30", "20"):
        grid.keyboard.type(typed)
        grid.keyboard.press("Enter")

    expect(grid.locator("[name=lines-0-percent]")).to_have_value("25")
    expect(grid.locator("[data-line]:visible")).to_have_count(5)
    expect(grid.locator("[data-line-totals]")).to_contain_text("100.00")


def test_a_cell_takes_the_value_above_and_a_line_goes_and_comes_back(grid: Page) -> None:
    grid.keyboard.type("40")
    grid.keyboard.press("ArrowDown")
    grid.keyboard.press("Control+d")
    expect(grid.locator("[data-line-totals]")).to_contain_text("80.00")

    grid.keyboard.press("Alt+Backspace")
    expect(grid.locator("[data-line-totals]")).to_contain_text("40.00")
    grid.keyboard.press("Control+z")

    expect(grid.locator("[data-line-totals]")).to_contain_text("80.00")


def test_rows_of_a_spreadsheet_are_taken_after_a_question(grid: Page) -> None:
    questions: list[str] = []
    grid.on("dialog", lambda dialog: (questions.append(dialog.message), dialog.accept()))

    grid.evaluate(PASTE, "10\n20\n30\n40\n")

    expect(grid.locator("[data-line-totals]")).to_contain_text("100.00")
    assert questions == ["Take 4 rows from the clipboard, from this cell on?"]


def test_an_error_stays_in_its_row_and_says_the_way_out(grid: Page) -> None:
    grid.keyboard.type("50")
    grid.keyboard.press("Enter")
    grid.keyboard.type("500")
    grid.keyboard.press("Enter")

    expect(grid.locator("[data-line]").nth(1).locator("[data-error=percent]")).to_contain_text("100")
    expect(grid.locator("[data-line]").nth(0).locator("[data-error=percent]")).to_be_empty()
    expect(grid.locator("[data-line-totals]")).to_contain_text("50.00")
