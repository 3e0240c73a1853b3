"""What the lists of sales, returns, backorders and suggestions are filtered by, and which columns they have (sales.md §19, §20)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from sales.models import SalesOrder
from sales.suggestions.filters import RuleReportFilter
from sales.suggestions.models import SuggestionLog, SuggestionRule
from tests.factories.company import Company
from tests.factories.purchasing import purchase
from tests.factories.returns import arrive, return_of, sold_line
from tests.factories.sales import confirm, sales_order
from tests.factories.suggestions import rule, typed_order
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    return signed_in_client("OM")


def shown(client: Client, path: str, **query: Any) -> str:
    answer = client.get(f"/NL01/{path}", query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_orders_that_could_leave_as_a_whole_are_found(company: Company, client: Client) -> None:
    company.item("T", "10.00", default_warehouse=company.warehouse, negative_stock=False)
    company.stock("T", "5")
    there, lacks = sales_order(company, ("T", 5, "10.00")), sales_order(company, ("T", 6, "10.00"))

    page = shown(client, "sales/orders/", coverable="true")

    assert there.number in page and lacks.number not in page
    assert [order.number for order in SalesOrder.of(company.entity).coverable()] == [there.number]


def test_late_orders_are_found(company: Company, client: Client) -> None:
    today = company.entity.today()
    late = sales_order(company, ("A", 5, "10.00"), order_date=today, requested_ship_date=today - timedelta(days=3))
    early = sales_order(company, ("A", 5, "10.00"), order_date=today, requested_ship_date=today + timedelta(days=3))

    page = shown(client, "sales/orders/", late="true")

    assert late.number in page and early.number not in page


def test_confirmations_say_which_version_counts_and_how_many_lines_it_has(company: Company, client: Client) -> None:
    order = sales_order(company, ("A", 1, "10.00"), ("B", 1, "10.00"))
    confirm(company, order)
    confirm(company, order)

    page = shown(client, "sales/confirmations/", warehouse=company.warehouse.code)

    assert page.count("Replaced") >= 2 and "Counting" in page
    assert order.number not in shown(client, "sales/confirmations/", warehouse="NONE")


def test_returns_are_found_by_item_and_name_their_invoice(company: Company, client: Client) -> None:
    sold = sold_line(company)
    made = return_of(company, sold.invoice)

    page = shown(client, "returns/orders/", item="t")

    assert made.rma_number in page and sold.invoice.number in page
    assert made.rma_number not in shown(client, "returns/orders/", item="A")


def test_return_lines_have_a_tab_for_every_state_that_somebody_looks_for(company: Company, client: Client) -> None:
    made = return_of(company, sold_line(company).invoice)
    arrive(company, made)

    page = shown(client, "returns/lines/", tab="registered")
    assert made.rma_number in page and "Quarantine" in page
    for tab in ("quarantine", "invoiced", "cancelled"):
        assert made.rma_number not in shown(client, "returns/lines/", tab=tab)
    assert made.rma_number in shown(client, "returns/lines/", deadline_after="2020-01-01")


def test_what_vendors_owe_is_found_by_who_waits_for_it(company: Company, client: Client) -> None:
    company.item("T", "10.00", default_warehouse=company.warehouse, negative_stock=False)
    sales_order(company, ("T", 3, "10.00"))
    bought = purchase(company, "T", 5, due=date(2030, 1, 1))
    address = "backorders/vendors/"

    assert bought.number in shown(client, address, customer="C-100", tab="all")
    assert bought.number not in shown(client, address, customer="C-200", tab="all")
    assert bought.number in shown(client, address, order_type="sales_order", priority="5", not_notified="true", tab="all")
    assert bought.number not in shown(client, address, priority="1", tab="all")
    assert bought.number not in shown(client, address, category="NONE", tab="all")


def test_the_report_counts_what_was_shown_in_a_period(company: Company, client: Client) -> None:
    rule(company, "A", "B", code="AB")
    typed_order(company, ("A", 2, "10.00"))
    assert SuggestionLog.of(company.entity).count() == 1

    def count(**period: str) -> int:
        [row] = RuleReportFilter(period, SuggestionRule.of(company.entity).for_report()).qs
        return int(row.shown)

    assert (count(), count(shown_after="2020-01-01"), count(shown_before="2020-01-01")) == (1, 1, 0)
    assert "AB" in shown(client, "suggestions/report/", shown_before="2020-01-01", kind="cross_sell")
    assert "B with A" not in shown(client, "suggestions/report/", kind="up_sell")
