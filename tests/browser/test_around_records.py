"""Around a record in a real browser: a mention by the keyboard, a dropped file and its preview, explanations that open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import expect

from foundation.backoffice.models import Attachment, Notification
from tests.browser.conftest import SignInBrowser
from tests.factories.company import Company
from tests.factories.sales import sales_order


def test_a_colleague_is_mentioned_by_the_keyboard(desk: SignInBrowser, company: Company, live_server: Any) -> None:
    order = sales_order(company, ("S", 2, "25"))
    page = desk("OM")
    colleague = company.user("OC")
    page.goto(f"{live_server.url}/NL01/sales/orders/{order.pk}/")

    page.locator("#bo-note-text").focus()
    page.keyboard.type(f"Please look @{colleague.email[:3]}")
    expect(page.locator("#mention-list")).to_be_visible()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add note").press("Enter")

    expect(page.locator("#messages")).to_contain_text("will be told")
    assert Notification.of(company.entity).filter(kind="mention").count() == 1


def test_a_picture_is_attached_and_previewed(
    desk: SignInBrowser, company: Company, live_server: Any, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = tmp_path / "damage.png"
    Image.new("RGB", (20, 20), "red").save(picture)
    order = sales_order(company, ("S", 2, "25"))
    page = desk("OM")
    page.goto(f"{live_server.url}/NL01/sales/orders/{order.pk}/")

    page.locator("#bo-files").set_input_files(picture)
    page.get_by_role("link", name="damage.png", exact=True).click()

    expect(page.locator("#bo-preview img")).to_be_visible()
    assert Attachment.of(company.entity).get().name == "damage.png"
    page.keyboard.press("Escape")
    expect(page.locator("#bo-preview")).to_be_hidden()


def test_why_this_price_opens_where_it_is_asked(desk: SignInBrowser, company: Company, live_server: Any) -> None:
    order = sales_order(company, ("S", 2, "25"))
    page = desk("OM")
    page.goto(f"{live_server.url}/NL01/sales/orders/{order.pk}/")
    expect(page.locator("#why-price-10")).to_be_hidden()

    page.get_by_title("Why this price?").click()

    expect(page.locator("#why-price-10")).to_be_visible()


def test_the_palette_does_what_the_page_offers(desk: SignInBrowser, company: Company, live_server: Any) -> None:
    order = sales_order(company, ("S", 2, "25"))
    page = desk("OM")
    page.goto(f"{live_server.url}/NL01/sales/orders/{order.pk}/")

    page.keyboard.press("Control+k")
    page.keyboard.type("post pack")
    page.get_by_role("option", name="Post packing slip").click()

    page.wait_for_url("**/post-packing-slip/")
