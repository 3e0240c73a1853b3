"""Steps that many stories in the browser share: an action of a document, a posting, a save."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

RECORD = re.compile(r"/\d+/(\?.*)?$")


def act(page: Page, name: str) -> None:
    """Choose an action of the document on the page, from its menu when it stands there."""
    action = page.get_by_role("link", name=name, exact=True).or_(page.get_by_role("button", name=name, exact=True))
    if not action.first.is_visible():
        page.get_by_label("More actions").click()
    action.first.click()


def press(page: Page, name: str) -> None:
    """Press the button of a form and wait for the page of a record."""
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_url(RECORD)


def post(page: Page, action: str, verb: str) -> None:
    """Open the dialog of a posting, post, and go back to the document."""
    act(page, action)
    page.get_by_role("button", name=verb, exact=True).first.click()
    page.wait_for_url("**result=**")
    expect(page.get_by_role("heading", name=re.compile("not posted", re.IGNORECASE))).to_have_count(0)
    page.get_by_role("link", name="Back", exact=True).click()
    page.wait_for_url(RECORD)
