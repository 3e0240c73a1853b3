"""The lists by customer and by vendor as order lines or as inventory transactions (sales.md §19.2, §19.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backorders.models import BackorderTransaction, SupplyTransaction
from sales.models import SalesOrderLine
from sales.services.stock import reserve_open
from tests.factories.backorders import TODAY, waits
from tests.factories.company import Company
from tests.factories.purchasing import purchase, vendor

LATER = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def second_of_march() -> Iterator[None]:
    """Let it be Monday 2 March 2026."""
    with time_machine.travel("2026-03-02 09:00Z", tick=False):
        yield


@pytest.fixture
def stocked(company: Company) -> Company:
    """Twelve pieces of an item that may not go below zero."""
    company.item("A1", "10.00", negative_stock=False)
    company.stock("A1", "12")
    return company


@pytest.fixture
def manager(stocked: Company, client: Any) -> Any:
    """A browser of an order manager."""
    client.force_login(stocked.user("OM"))
    return client


def shown(client: Any, company: Company, path: str) -> str:
    """Return a page of backorders as text."""
    answer = client.get(f"/{company.entity.code}/backorders/{path}")
    assert answer.status_code == 200, answer
    return str(answer.content.decode())


def led(client: Any, company: Company, path: str) -> tuple[str, dict[str, list[str]]]:
    """Return where a switch leads: the path below backorders, and what the address asks for."""
    answer = client.get(f"/{company.entity.code}/backorders/{path}")
    assert answer.status_code == 302, answer
    found = urlsplit(answer["Location"])
    return found.path.partition("/backorders/")[2], parse_qs(found.query)


def parts(company: Company, line: SalesOrderLine) -> dict[str, Any]:
    """Return the open quantities of a line by the status of its transactions."""
    rows = BackorderTransaction.of(company.entity).for_list().filter(origin_id=line.pk)
    return {row.status: row.quantity for row in rows}


def test_the_transactions_of_a_line_add_up_to_what_is_still_to_deliver(stocked: Company) -> None:
    line = waits(stocked, "A1", 20)
    assert parts(stocked, line) == {"on_order": -20}

    reserve_open(stocked.entity, [line.pk])

    assert parts(stocked, line) == {"reserved_physical": -12, "on_order": -8}


def test_the_other_view_shows_the_transactions_of_the_same_lines(stocked: Company, manager: Any) -> None:
    vendor(stocked, "V-1", supplies="A1")
    due, later = waits(stocked, "A1", 20, priority=3), waits(stocked, "A1", 5, promised=LATER)
    reserve_open(stocked.entity, [due.pk])
    page = "customers/transactions/"

    assert due.order.number in shown(manager, stocked, page) and later.order.number not in shown(manager, stocked, page)
    assert later.order.number in shown(manager, stocked, f"{page}?tab=all")
    assert later.order.number in shown(manager, stocked, f"{page}?backorder_date=2026-03-20")
    found = (
        "item=a1",
        "customer=C-100",
        "priority=3",
        "not_notified=true",
        "vendor=V-1",
        "status=reserved_physical",
        f"q={due.order.number}",
    )
    missed = ("item=B", "customer=X", "priority=1", "coverable=true", "vendor=V-2", "late=true", "status=picked", "q=nothing")
    assert all(due.order.number in shown(manager, stocked, f"{page}?{query}") for query in found)
    assert not any(f">{due.order.number}<" in shown(manager, stocked, f"{page}?{query}") for query in missed)


@pytest.mark.parametrize("tab", ["coverable", "late", "broken", "not_notified", "all"])
def test_both_views_have_the_same_tabs(stocked: Company, manager: Any, tab: str) -> None:
    covered, short = waits(stocked, "A1", 5), waits(stocked, "A1", 50, promised=date(2026, 2, 20))

    lines, transactions = (shown(manager, stocked, f"customers/{view}?tab={tab}") for view in ("", "transactions/"))

    for number in (covered.order.number, short.order.number):
        assert (f">{number}<" in lines) == (f">{number}<" in transactions)


def test_linked_views_keep_the_ticked_lines(stocked: Company, manager: Any) -> None:
    first, second = waits(stocked, "A1", 5), waits(stocked, "A1", 6)

    page, asked = led(manager, stocked, f"customers/switch/?tab=all&item=A1&sort=-item&link=1&selected={second.pk}")

    assert (page, asked) == ("customers/transactions/", {"tab": ["all"], "item": ["A1"], "lines": [str(second.pk)]})
    text = shown(manager, stocked, f"{page}?tab=all&lines={second.pk}")
    assert second.order.number in text and first.order.number not in text and "1 line" in text


def test_ticked_transactions_lead_back_to_their_lines(stocked: Company, manager: Any) -> None:
    first, second = waits(stocked, "A1", 5), waits(stocked, "A1", 20)
    reserve_open(stocked.entity, [second.pk])
    keys = ",".join(str(row.pk) for row in BackorderTransaction.of(stocked.entity).for_list().filter(origin_id=second.pk))

    page, asked = led(manager, stocked, f"customers/transactions/switch/?link=1&status=on_order&selected={keys}")

    assert (page, asked) == ("customers/", {"lines": [str(second.pk)]})
    text = shown(manager, stocked, f"customers/?lines={second.pk}")
    assert second.order.number in text and first.order.number not in text


def test_views_that_are_not_linked_keep_no_lines(stocked: Company, manager: Any) -> None:
    line = waits(stocked, "A1", 5)
    assert 'name="link" value="1" form="bo-rows" checked' in shown(manager, stocked, "customers/")

    page, asked = led(manager, stocked, f"customers/switch/?tab=all&lines={line.pk}&selected={line.pk}")

    assert (page, asked) == ("customers/transactions/", {"tab": ["all"]})
    assert 'name="link" value="1" form="bo-rows" checked' not in shown(manager, stocked, "customers/")


def test_the_lines_of_a_linked_view_stay_when_nothing_is_ticked(stocked: Company, manager: Any) -> None:
    line = waits(stocked, "A1", 5)
    assert led(manager, stocked, f"customers/transactions/switch/?lines={line.pk}&link=1")[1] == {"lines": [str(line.pk)]}


def test_an_address_without_lines_is_said_to_be_wrong(stocked: Company, manager: Any) -> None:
    waits(stocked, "A1", 5)
    assert "These are no lines." in shown(manager, stocked, "customers/?lines=all")


def test_an_empty_list_can_be_left_for_the_other_view(stocked: Company, manager: Any) -> None:
    assert "/backorders/customers/switch/?" in shown(manager, stocked, "customers/?q=nothing")


def test_what_vendors_owe_has_the_same_two_views(stocked: Company, manager: Any) -> None:
    early, late = purchase(stocked, "A1", 10, due=TODAY), purchase(stocked, "A1", 5, due=LATER)
    waits(stocked, "A1", 30)
    (row,) = SupplyTransaction.of(stocked.entity).for_list().due()
    assert (row.status, row.quantity, row.origin_number) == ("ordered", 10, early.number)

    text = shown(manager, stocked, "vendors/transactions/?waited_for=true&vendor=V-1")
    assert early.number in text and late.number not in text
    assert late.number in shown(manager, stocked, "vendors/transactions/?tab=waiting&status=ordered")
    assert led(manager, stocked, f"vendors/transactions/switch/?link=1&selected={row.pk}") == ("vendors/", {"lines": [str(row.origin_id)]})
    page, asked = led(manager, stocked, f"vendors/switch/?tab=late&link=1&selected={row.origin_id}")
    assert (page, asked["tab"], asked["lines"]) == ("vendors/transactions/", ["late"], [str(row.origin_id)])


@pytest.mark.parametrize("page", ["customers/transactions/?tab=all&sort=customer", "vendors/transactions/?tab=all&sort=vendor"])
def test_more_transactions_take_no_statement_more(stocked: Company, manager: Any, page: str) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            shown(manager, stocked, page)
        return len(found)

    waits(stocked, "A1", 5)
    purchase(stocked, "A1", 5, due=TODAY)
    statements()
    few = statements()
    for _number in range(3):
        waits(stocked, "A1", 5)
        purchase(stocked, "A1", 5, due=TODAY)

    assert statements() <= few <= 32
    assert manager.get(f"/{stocked.entity.code}/backorders/{page}&export=csv").status_code == 200


def test_another_companys_transactions_are_not_shown(stocked: Company, other_company: Company, manager: Any) -> None:
    other_company.item("A1", "10.00")
    line = waits(other_company, "A1", 7)
    waits(stocked, "A1", 5)

    assert "Nothing matches" in shown(manager, stocked, f"customers/transactions/?tab=all&lines={line.pk}")
    assert not BackorderTransaction.of(stocked.entity).for_list().filter(origin_id=line.pk).exists()
