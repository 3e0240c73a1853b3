"""One return with each disposition action in the browser: what arrived is registered, received, and credited or sent back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from invoicing.models import CustomerInvoice
from returns.models import ReturnOrder, StockLoss
from returns.statuses import DISPOSITION_TRAITS, DispositionAction
from tests.browser.conftest import SignInBrowser
from tests.browser.steps import act, post, press
from tests.factories.company import Company
from tests.factories.returns import announce, disposition, sold_line

CASES = {
    DispositionAction.CREDIT_ONLY: (0, 2),
    DispositionAction.CREDIT: (2, 0),
    DispositionAction.REPLACE_AND_CREDIT: (2, 0),
    DispositionAction.REPLACE_AND_SCRAP: (0, 2),
    DispositionAction.RETURN_TO_CUSTOMER: (0, 0),
    DispositionAction.SCRAP: (0, 2),
}
"""What stays in stock, and what is lost, of the two pieces that come back."""


@pytest.fixture
def returned(company: Company) -> ReturnOrder:
    """A return of two of twelve pieces that were sold."""
    return announce(company, (sold_line(company), 2))


def arrive(page: Page, code: str) -> None:
    """Register that everything of a return arrived, with a disposition code for it."""
    act(page, "Register arrival")
    page.get_by_label("Disposition code", exact=True).select_option(label=code)
    page.get_by_role("button", name="Register", exact=True).click()
    page.wait_for_url("**result=**")


def replace(page: Page) -> None:
    """Say that article A is sent instead."""
    page.get_by_role("link", name="Choose", exact=True).click()
    page.get_by_label("Replacement item").fill("A")
    page.get_by_label("Quantity").fill("1")
    press(page, "Save")


@pytest.mark.parametrize("action", CASES, ids=str)
def test_goods_come_back_and_what_their_code_says_is_done(
    desk: SignInBrowser, company: Company, live_server: Any, returned: ReturnOrder, action: DispositionAction
) -> None:
    (stays, lost), traits = CASES[action], DISPOSITION_TRAITS[action]
    code = disposition(company, action)
    page = desk("OM")
    address = f"{live_server.url}/NL01/returns/orders/{returned.pk}/"
    page.goto(address)

    arrive(page, code.shown)
    page.goto(address)
    if traits.replaces:
        replace(page)
    post(page, "Post packing slip", "Post")
    if traits.credits:
        page = desk("BC")
        page.goto(address)
        post(page, "Post credit note", "Post invoices")

    page.goto(address)
    expect(page.locator("h1")).to_contain_text("Closed")
    assert len(returned.replacements()) == traits.replaces
    assert (company.on_hand("T").physical, sum(loss.quantity for loss in StockLoss.of(company.entity).all())) == (stays, lost)
    assert CustomerInvoice.of(company.entity).filter(order=returned.order).count() == traits.credits
