"""A sales agreement in the browser: entered, made effective, ordered from, its fulfilment seen, closed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from playwright.sync_api import expect

from sales.agreements.models import SalesAgreement
from sales.models import SalesOrder
from tests.browser.conftest import SignInBrowser
from tests.browser.steps import act, press
from tests.factories.company import Company
from tests.factories.sales import lines_of


def test_an_agreement_is_made_ordered_from_and_closed(desk: SignInBrowser, company: Company, live_server: Any) -> None:
    page = desk("OM")
    page.goto(f"{live_server.url}/NL01/agreements/new/?customer=C-100")
    page.get_by_label("Effective date").fill("1-1-2026")
    page.get_by_label("Expiration date").fill("31-12-2099")
    page.locator("[name=lines-0-item]").fill("A")
    page.locator("[name=lines-0-quantity]").fill("500")
    page.locator("[name=lines-0-unit_price]").fill("8.75")
    press(page, "Save agreement")
    agreement_page = page.url
    expect(page.locator("h1")).to_contain_text("On hold")

    act(page, "Make effective")
    expect(page.locator("h1")).to_contain_text("Effective")
    act(page, "Release order")
    page.get_by_label("A Item A").fill("100")
    assert page.get_by_label("Requested ship date").input_value()
    press(page, "Make order")

    [line] = lines_of(SalesOrder.of(company.entity).get())
    assert (line.ordered_quantity, line.unit_price) == (100, Decimal("8.75"))
    page.goto(agreement_page)
    expect(page.get_by_role("table").first).to_contain_text("100")
    act(page, "Close")
    page.get_by_label("Close although something is open").check()
    press(page, "Close")

    expect(page.locator("h1")).to_contain_text("Closed")
    assert SalesAgreement.of(company.entity).get().status == "closed"
