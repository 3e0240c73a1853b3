"""The account and its administration in a browser: no finding of axe, and a sign-in with a second factor."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from foundation.organization.models import Membership, Role, User
from tests.browser.conftest import SignInBrowser
from tests.browser.test_accessibility import in_all_looks
from tests.factories.company import Company
from tests.security.conftest import PASSWORD, add_factor, app_code

pytestmark = pytest.mark.django_db(transaction=True)


def test_pages_of_the_account_have_no_findings(desk: SignInBrowser, live_server: Any, company: Company) -> None:
    page = desk("AD")
    addresses = ("account/", "account/password/", "account/second-factor/", "account/confirm/")
    assert {address: found for address in addresses if (found := in_all_looks(page, f"{live_server.url}/{address}"))} == {}


def test_pages_before_the_door_have_no_findings(page: Page, live_server: Any, company: Company) -> None:
    addresses = ("password/forgotten/", "password/set/")
    assert {address: found for address in addresses if (found := in_all_looks(page, f"{live_server.url}/{address}"))} == {}


def test_pages_of_administration_have_no_findings(desk: SignInBrowser, live_server: Any, company: Company) -> None:
    shop = User.objects.create_user("shop@example.com", name="Shop", kind=User.Kind.INTEGRATION)
    Membership.objects.create(user=shop, legal_entity=company.entity, role=Role.objects.get(code="IN"))
    page = desk("AD")
    clerk = company.user("OC").pk
    addresses = ("users/", f"users/{clerk}/", f"users/{shop.pk}/", f"users/{shop.pk}/tokens/new/", "tokens/", "roles/matrix/", "security/")
    head = f"{live_server.url}/{company.entity.code}/organization/"
    assert {address: found for address in addresses if (found := in_all_looks(page, f"{head}{address}"))} == {}


def test_somebody_with_a_second_factor_signs_in_by_keyboard(page: Page, live_server: Any, company: Company) -> None:
    clerk = company.user("OC")
    add_factor(clerk)
    page.goto(f"{live_server.url}/sign-in/")
    page.keyboard.type(clerk.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Code").fill(app_code(clerk))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/{company.entity.code}/")
