"""Pages of lists: every row once, in the order that was asked for, whatever is written between two pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import pytest
from django.urls import get_resolver

from foundation.backoffice.api.filters import Ordering
from foundation.organization.models import Membership, Role
from foundation.organization.scope import entity_scope
from sales.models import SalesOrder
from tests.api.client import ApiUser
from tests.api.test_routes import ENTITY_PART, routes
from tests.factories import invoicing
from tests.factories.company import Company
from tests.factories.sales import agreement, hold_code, sales_order

PREFIX = f"api/v1/{ENTITY_PART}/"
LISTS = {
    address.removeprefix(PREFIX).strip("^$"): pattern.callback.cls  # type: ignore[attr-defined]
    for address, pattern in routes(get_resolver().url_patterns, "")
    if "list" in getattr(pattern.callback, "actions", {}).values() and "(?P<" not in address.removeprefix(PREFIX)
}
PAGES = 4


@pytest.fixture
def everybody(company: Company) -> ApiUser:
    """Return the client of somebody with every role."""
    user = company.user("AR")
    others = Role.objects.exclude(code="AR")
    Membership.objects.bulk_create(Membership(user=user, legal_entity=company.entity, role=role) for role in others)
    return ApiUser(user, company.entity.code)


@pytest.fixture
def business(company: Company) -> Company:
    """Return a company with several rows in the lists that sort by related records, by blanks and by equal values."""
    for number in ("A", "B"):
        company.stock(number, "5")
        agreement(company, item=number, amount="10")
    agreement(company, "multiline", account="C-100", percent_1="5")
    for code in ("ADDRESS", "CREDIT", "FRAUD"):
        hold_code(company, code)
    for _count in range(2):
        invoicing.invoice(company, sales_order(company, ("S", 1)))
    return company


def offered(view_class: Any, company: Company) -> list[str]:
    """Return the fields that a list can be sorted by."""
    view = view_class(action="list", format_kwarg=None, request=None, kwargs={})
    view.access = company.access("AR")
    with entity_scope(company.entity):
        return [name for name, _label in Ordering().get_valid_fields(view.get_queryset(), view)]


def walk(user: ApiUser, address: str, link: str = "next", **query: Any) -> Iterator[Any]:
    """Yield the rows of page after page, as a caller does who follows the links."""
    body = user.read(address, **query)
    while True:
        yield from body["results"] if link == "next" else reversed(body["results"])
        if body[link] is None:
            return
        answer = user.get(body[link])
        assert answer.status_code == 200, answer.content
        body = answer.json()


def numbers(rows: Iterator[Any]) -> list[str]:
    """Return the numbers of orders."""
    return [row["number"] for row in rows]


@pytest.mark.parametrize("address", LISTS)
def test_every_list_can_be_read_row_by_row_in_every_order_it_offers(address: str, business: Company, everybody: ApiUser) -> None:
    fields = offered(LISTS[address], business)
    for ordering in ["", *fields, *(f"-{name}" for name in fields)]:
        query = {"ordering": ordering} if ordering else {}
        whole = everybody.read(address, page_size=200, **query)["results"]

        assert list(islice(walk(everybody, address, page_size=1, **query), PAGES)) == whole[:PAGES], ordering


def test_stock_has_more_than_one_page(business: Company, everybody: ApiUser) -> None:
    rows = list(walk(everybody, "on-hand", page_size=1))

    assert [row["item"] for row in rows] == ["A", "B"]


def test_a_list_is_sorted_by_single_values_only(business: Company, everybody: ApiUser) -> None:
    answer = everybody.get(f"{everybody.base}/hold-codes", {"ordering": "blocks", "page_size": "2"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "ordering"


@pytest.mark.parametrize("ordering", ["order_date", "-order_date", "-order_date,number", "requested_ship_date,-order_amount"])
def test_rows_with_the_same_value_come_once_there_and_back(ordering: str, company: Company, clerk: ApiUser) -> None:
    expected = {sales_order(company, ("S", 1)).number for _count in range(5)}
    there = numbers(walk(clerk, "sales-orders", ordering=ordering, page_size=2))
    body = clerk.read("sales-orders", ordering=ordering, page_size=2)
    while body["next"]:
        last = body["next"]
        body = clerk.get(last).json()
    back = numbers(walk(clerk, last.removeprefix(f"http://testserver{clerk.base}/"), "previous"))

    assert len(there) == 5
    assert set(there) == expected
    assert back[::-1] == there


def test_what_is_deleted_and_added_between_pages_moves_no_other_row(company: Company, clerk: ApiUser) -> None:
    orders = [sales_order(company, ("S", 1)).number for _count in range(6)]
    rows = walk(clerk, "sales-orders", ordering="order_date", page_size=2)
    first = numbers(islice(rows, 2))
    SalesOrder.of(company.entity).filter(number=first[1]).update(order_date=date(2020, 1, 1))
    SalesOrder.of(company.entity).filter(number=first[0]).update(order_date=date(2020, 1, 1))
    newest = sales_order(company, ("S", 1)).number

    assert first + numbers(rows) == [*orders, newest]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page_size", "abc"),
        ("page_size", "0"),
        ("page_size", "-5"),
        ("page_size", "201"),
        ("page_size", ""),
        ("cursor", "garbage"),
        ("cursor", ""),
    ],
)
def test_a_page_that_cannot_be_is_named(name: str, value: str, company: Company, clerk: ApiUser) -> None:
    answer = clerk.get(f"{clerk.base}/sales-orders", {name: value})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [name]


def test_a_cursor_holds_for_the_ordering_it_was_made_for(company: Company, clerk: ApiUser) -> None:
    for _count in range(2):
        sales_order(company, ("S", 1))
    following = clerk.read("sales-orders", page_size=1, ordering="number")["next"]

    assert clerk.get(following).status_code == 200
    assert clerk.get(following.replace("ordering=number", "ordering=-number")).status_code == 422
