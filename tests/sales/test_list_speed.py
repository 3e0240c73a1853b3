"""Lists cost the same for any number of rows: bounded statements, capped counts, searches that use an index per place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.lists import counted, paging
from foundation.backoffice.lists import kept_counts as kept
from foundation.backoffice.lists.kept_counts import kept_counts
from foundation.backoffice.lists.paging import capped_count, capped_counts
from foundation.backoffice.lists.shown import count_text
from foundation.organization.scope import entity_scope
from invoicing.models import CustomerInvoice
from invoicing.views.invoices import CustomerInvoiceList, OpenInvoiceList
from sales.models import HoldCode, SalesOrder, SalesOrderLine
from sales.services.order_holds import place_hold
from sales.views.order_lists import OpenLineList, SalesOrderList, ShippedNotInvoicedList
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, sales_order
from tests.web_fixtures import SignIn

VIEWS: dict[str, Any] = {
    "sales:orders": SalesOrderList,
    "sales:open-lines": OpenLineList,
    "sales:shipped-not-invoiced": ShippedNotInvoicedList,
    "invoicing:invoices": CustomerInvoiceList,
    "invoicing:open-invoices": OpenInvoiceList,
}
MOST_STATEMENTS = 14


@pytest.mark.parametrize("page", VIEWS)
def test_a_list_takes_few_statements_and_no_more_for_more_rows(company: Company, signed_in_client: SignIn, page: str) -> None:
    client, address = signed_in_client("AR"), entity_url(company.entity, page)

    def statements() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    sales_order(company, ("A", 1))
    few = statements()
    for _order in range(3):
        sales_order(company, ("A", 1), ("B", 2))
    assert statements() <= few <= MOST_STATEMENTS


@pytest.mark.parametrize("page", VIEWS)
def test_a_row_reads_nothing_more_in_whatever_columns_it_is_shown(company: Company, signed_in_client: SignIn, page: str) -> None:
    client, columns = signed_in_client("AR"), ",".join(VIEWS[page].table_class.base_columns)
    address = f"{entity_url(company.entity, page)}?columns={columns}"

    def statements() -> int:
        late, delivered, invoiced = (sales_order(company, ("A", 1), requested_ship_date=date(2020, 1, 1)) for _order in range(3))
        for order in (delivered, invoiced):
            deliver(company, order)
        invoice(company, invoiced)
        SalesOrder.of(company.entity).filter(pk=late.pk).update(do_not_process=True)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert b"<tr data-bo-row" in client.get(address).content
        return len(queries)

    few = statements()
    assert statements() <= few <= MOST_STATEMENTS


def test_counts_stop_beyond_the_cap_and_say_so() -> None:
    assert count_text(10_000) == "10,000"
    assert count_text(10_001) == "10,000+"


def test_counts_of_quick_filters_are_those_that_each_would_give_alone(company: Company) -> None:
    for _order in range(4):
        sales_order(company, ("A", 1))
    orders = SalesOrder.of(company.entity).for_list()
    parts = [orders.open(), orders.late(), orders.on_hold(), orders.none()]
    assert capped_counts(parts) == [capped_count(part) for part in parts]
    with mock.patch.object(paging, "CAP", 2):
        assert capped_counts(parts, 2)[0] == capped_count(orders.open()) == 3
    assert capped_counts([]) == []


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("so-000001", ["SO-000001"]),
        ("SO-0000", ["SO-000001", "SO-000002", "SO-000003"]),
        ("po 77", ["SO-000001"]),
        ("c-110", ["SO-000002"]),
        ("zuid", ["SO-000003"]),
        ("nothing", []),
    ],
)
def test_a_search_finds_orders_in_every_place(company: Company, term: str, found: list[str]) -> None:
    company.customer("C-900", name="Boekhandel Zuid")
    sales_order(company, ("A", 1), customer_reference="PO 77-1")
    sales_order(company, ("A", 1), customer="C-110")
    sales_order(company, ("A", 1), customer="C-900")
    assert numbers(SalesOrder.of(company.entity).matching(term)) == found


def test_counts_of_long_lists_are_kept_and_those_of_short_ones_are_not() -> None:
    answers = iter([[1_000], [7], [1_001], [8]])
    assert [kept_counts("long", lambda: next(answers)) for _time in range(2)] == [[1_000], [1_000]]
    assert kept_counts("short", lambda: next(answers)) == [7]
    assert kept_counts("short", lambda: next(answers)) == [1_001]


def test_a_search_joins_what_several_places_find(company: Company) -> None:
    sales_order(company, ("A", 1), customer_reference="C-110 again")
    sales_order(company, ("A", 1), customer="C-110")
    sales_order(company, ("A", 1))
    orders = SalesOrder.of(company.entity)
    assert numbers(orders.matching("C-110")) == ["SO-000001", "SO-000002"]
    with mock.patch("foundation.database.matching.MOST_KEYS", 0):
        assert numbers(orders.matching("C-110")) == ["SO-000001", "SO-000002"], "places that find many are asked as conditions"


def test_a_search_finds_lines_by_order_item_and_customer(company: Company) -> None:
    sales_order(company, ("A", 1), ("B", 1))
    lines = SalesOrderLine.of(company.entity).for_open_list()
    for term, count in {"SO-000001": 2, "b": 1, "item a": 1, "Customer": 2, "none": 0}.items():
        assert lines.matching(term).count() == count, term


def numbers(orders: Any) -> list[str]:
    """Return the numbers in their order."""
    return sorted(orders.values_list("number", flat=True))


def test_a_tab_counts_the_rows_that_it_shows(company: Company) -> None:
    held, late, billed = (sales_order(company, ("A", 1), requested_ship_date=company.entity.today() - timedelta(days=9)) for _n in range(3))
    deliver(company, billed)
    invoice(company, billed)
    with entity_scope(company.entity):
        code = HoldCode.objects.create(legal_entity=company.entity, code="TESTHOLD", name="Hold")
        place_hold(company.entity, [held.pk], code, company.user("OM"))
        for page, rows in ((SalesOrderList, SalesOrder.objects), (CustomerInvoiceList, CustomerInvoice.objects)):
            for tab in page.tabs:
                assert set(tab.to_count(rows.for_list())) == set(tab.of(rows.for_list())), tab.key
        assert set(SalesOrder.objects.late()) == {held, late}
        assert set(SalesOrder.objects.on_hold()) == {held}


def test_a_range_that_is_asked_for_sorts_the_list_unless_the_reader_does(company: Company, signed_in_client: SignIn) -> None:
    today = company.entity.today()
    for days in (3, 1, 2):
        sales_order(company, ("A", 1), requested_ship_date=today + timedelta(days=days), customer_reference=f"in {days} days")
    client, address = signed_in_client("AR"), entity_url(company.entity, "sales:orders")

    def references(query: str) -> list[str]:
        shown = client.get(f"{address}?requested_ship_date_after={today}{query}").content.decode()
        return sorted((f"in {days} days" for days in (1, 2, 3)), key=shown.index)

    assert references("") == ["in 3 days", "in 2 days", "in 1 days"]
    assert references("&sort=number") == ["in 3 days", "in 1 days", "in 2 days"]


def test_a_search_and_a_code_are_found_in_any_case(company: Company, signed_in_client: SignIn) -> None:
    order = sales_order(company, ("A", 1), customer_reference="Spring Order 7")
    client, address = signed_in_client("AR"), entity_url(company.entity, "sales:orders")
    for query in ("q=sPRING", f"q={order.number.lower()}", f"customer={order.customer.account.lower()}", "f=number:begins:so-"):
        assert order.number in client.get(f"{address}?{query}").content.decode(), query
    assert order.number not in client.get(f"{address}?q=pring").content.decode()


def test_a_long_search_is_counted_further_and_by_tab_once_the_page_is_shown(company: Company, signed_in_client: SignIn) -> None:
    for _order in range(3):
        sales_order(company, ("A", 1))
    client, address = signed_in_client("AR"), entity_url(company.entity, "sales:orders")
    with mock.patch.multiple(counted, FEW=2, TABS_AT_ONCE=2):
        page = client.get(f"{address}?q=so-").content.decode()
        counts = client.get(f"{address}?q=so-", headers={"HX-Request": "true", "HX-Target": "bo-counts"}).content.decode()
    assert page.count('bo-count"') == 1
    assert 'hx-trigger="load"' in page
    assert "2+ found" in page
    assert counts.count('bo-count"') == len(SalesOrderList.tabs)
    assert counts.count('hx-swap-oob="true"') == 3
    assert "sort=status" in counts
    assert "sort=status" not in page
    assert "3 found" in counts
    assert 'hx-trigger="load"' not in counts


def test_a_tab_that_no_index_counts_is_counted_further_later_but_a_whole_list_at_once(company: Company, signed_in_client: SignIn) -> None:
    for _order in range(3):
        sales_order(company, ("A", 1))
    client, address = signed_in_client("AR"), entity_url(company.entity, "sales:orders")
    with mock.patch.multiple(counted, FEW=2, TABS_AT_ONCE=2):
        assert "2+ found" in client.get(f"{address}?tab=open").content.decode()
        whole = client.get(address).content.decode()
    assert "3 found" in whole
    assert whole.count('bo-count"') == 1


def test_tabs_that_were_counted_lately_show_their_counts_with_the_page(company: Company, signed_in_client: SignIn) -> None:
    for _order in range(3):
        sales_order(company, ("A", 1))
    client, address = signed_in_client("AR"), entity_url(company.entity, "sales:orders")
    with mock.patch.object(counted, "TABS_AT_ONCE", 2), mock.patch.object(kept, "LONG", 1):
        client.get(address, headers={"HX-Request": "true", "HX-Target": "bo-counts"})
        page = client.get(address).content.decode()
    assert page.count('bo-count"') == len(SalesOrderList.tabs)
    assert 'hx-trigger="load"' not in page


def test_a_result_found_through_customers_is_sorted_by_a_column_that_only_short_ones_are_sorted_by(
    company: Company, signed_in_client: SignIn
) -> None:
    sales_order(company, ("A", 1))
    client, address = signed_in_client("AR"), entity_url(company.entity, "sales:orders")
    group = company.customers["C-100"].group.code
    assert "1 found" in client.get(f"{address}?customer_group={group}&sort=status").content.decode()
