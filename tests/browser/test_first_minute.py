"""Somebody who sees the product for the first time finds, from the start page alone, what people ask for most."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from foundation.batch import handlers
from foundation.organization.models import Membership, Role
from sales.services.change_lines import LineEdit, change_lines
from tests.batch.stock_job import ReceiveStock
from tests.batch.stories import Batch
from tests.browser.conftest import SignInBrowser
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, only_line, sales_order

DAY = date(2026, 3, 2)


@pytest.fixture
def jobs(company: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[Batch]:
    """The batch jobs of the company, with a kind of job that receives stock."""
    monkeypatch.setattr(handlers, "_HANDLERS", {})
    handlers.register_handler(ReceiveStock())
    yield Batch(company)


def test_an_order_by_the_reference_of_its_customer(desk: SignInBrowser, company: Company) -> None:
    sales_order(company, ("S", 1, "5"), customer_reference="PO-4712")
    order = sales_order(company, ("S", 2, "25"), customer_reference="PO-4711")
    page = desk("OC")

    page.get_by_text("Search or jump").first.click()
    page.keyboard.type("po-4711")
    expect(page.locator(".palette-item[aria-selected=true]")).to_contain_text(order.number)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text(order.number)


def test_what_is_shipped_and_not_invoiced(desk: SignInBrowser, company: Company) -> None:
    shipped = sales_order(company, ("S", 2, "25"), order_date=DAY)
    sales_order(company, ("S", 2, "25"), order_date=DAY)
    deliver(company, shipped)
    page = desk("BC")

    page.get_by_role("main").get_by_role("link", name="Shipped but not invoiced").click()

    expect(page.locator("[data-bo-row]")).to_have_count(1)
    expect(page.locator("[data-bo-row]")).to_contain_text(shipped.number)


def test_why_a_document_of_a_batch_failed(desk: SignInBrowser, company: Company, jobs: Batch) -> None:
    jobs.items(3, I_002="refused")
    jobs.run(jobs.job())
    page = desk("WH")

    page.get_by_role("link", name="1 new notification").click()
    page.get_by_role("link", name="2 posted, 1 failed").click()

    row = page.locator("[data-bo-row]")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Item I-002 may not be received.")


def test_the_pdf_of_an_invoice(desk: SignInBrowser, company: Company) -> None:
    order = sales_order(company, ("S", 2, "25"), order_date=DAY)
    deliver(company, order)
    posted = invoice(company, order)
    page = desk("BC")

    page.get_by_role("link", name="All invoices").click()
    page.get_by_role("link", name=posted.number).first.click()
    link = page.locator(".page-buttons").get_by_role("link", name="PDF")

    answer = page.request.get(f"{page.url.partition('/NL01')[0]}{link.get_attribute('href')}")
    assert answer.body()[:4] == b"%PDF"


def test_who_changed_a_price(desk: SignInBrowser, company: Company, live_server: Any) -> None:
    order = sales_order(company, ("S", 2, "25"), order_date=DAY)
    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"unit_price": Decimal(20)})], company.user("OC"))
    Membership.objects.create(user=company.user("AR"), legal_entity=company.entity, role=Role.objects.get(code="OM"))
    page = desk("AR")

    page.get_by_role("link", name="Price changes").click()
    row = page.locator("[data-bo-row]")
    expect(row).to_contain_text(company.user("OC").name)
    expect(row).to_contain_text("25 → 20")
    row.get_by_role("link", name=order.number).click()

    expect(page.locator("#timeline")).to_contain_text("Prices changed")
