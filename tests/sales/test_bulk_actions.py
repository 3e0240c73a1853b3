"""What is done with selected rows of the lists of orders and lines: each takes its own rows, and nothing else (sales.md §20)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sales.models import OrderHold, PackingSlip, SalesOrder
from sales.picking.models import PickingListLine
from tests.factories.company import Company
from tests.factories.sales import deliver, hold_code, lines_of, sales_order
from tests.web_fixtures import SignIn

ORDERS = "/NL01/sales/orders/"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def late_order(company: Company) -> SalesOrder:
    """An order of two lines that should have left a week ago, with goods to send."""
    company.stock("A", "20")
    return sales_order(company, ("A", 4, "5"), ("A", 6, "5"), requested_ship_date=company.entity.today() - timedelta(days=7))


def send(client: Client, address: str, **values: Any) -> str:
    """Fill in the dialog at an address and post it; return the page that follows."""
    page = client.get(address)
    assert page.status_code == 200
    data = {"_key": page.context["view"].key, "selected": page.context["view"].selected_text, **values}
    return client.post(address, data, follow=True).content.decode()


@pytest.mark.parametrize("page", ["ready-to-ship", "open-lines", "past-due"])
def test_chosen_lines_leave_and_nothing_else_of_their_order(client: Client, company: Company, page: str) -> None:
    first, second = lines_of(late_order(company))

    send(client, f"{ORDERS}{page}/post-packing-slip/?selected={second.pk}", delivery_date=company.entity.today().strftime("%d-%m-%Y"))

    [line] = PackingSlip.of(company.entity).get().lines.all()
    assert (line.order_line_id, line.quantity) == (second.pk, 6)
    first.refresh_from_db()
    assert first.delivered_quantity == 0


def test_chosen_lines_are_picked_and_nothing_else_of_their_order(client: Client, company: Company) -> None:
    _first, second = lines_of(late_order(company))

    send(client, f"/NL01/picking/lines/?selected={second.pk}", picking_date=company.entity.today().strftime("%d-%m-%Y"))

    assert [line.order_line_id for line in PickingListLine.of(company.entity).all()] == [second.pk]


@pytest.mark.parametrize("page", ["past-due", "open-lines", "ready-to-ship"])
def test_chosen_lines_are_promised_for_another_day(client: Client, company: Company, page: str) -> None:
    first, second = lines_of(late_order(company))
    day = company.entity.today() + timedelta(days=10)

    send(client, f"/NL01/backorders/{page}/dates/?selected={second.pk}", rule="fixed", day=day.strftime("%d-%m-%Y"))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.confirmed_ship_date, second.confirmed_ship_date is not None) == (None, True)


def test_all_that_match_are_the_rows_of_the_list_itself(client: Client, company: Company) -> None:
    company.stock("A", "50")
    partly, whole = (sales_order(company, ("A", 4, "5")) for _number in range(2))
    deliver(company, partly, updates={10: 1})
    code = hold_code(company)

    send(client, f"{ORDERS}partly-shipped/hold/?matching=all&tab=all", code=code.pk)

    assert [hold.order_id for hold in OrderHold.of(company.entity).all()] == [partly.pk]
    assert whole.pk != partly.pk


def test_journals_go_on_hold_together(client: Client, company: Company) -> None:
    drafts = [sales_order(company, ("A", 1, "5"), order_type="journal") for _number in range(2)]
    sales_order(company, ("A", 1, "5"))

    send(client, f"{ORDERS}journals/hold/?matching=all", code=hold_code(company).pk)

    assert {hold.order_id for hold in OrderHold.of(company.entity).all()} == {order.pk for order in drafts}


@pytest.mark.parametrize("page", ["partly-shipped", "subscriptions", "journals", "open-lines", "ready-to-ship", "past-due", "delayed"])
def test_every_list_offers_what_can_be_done_with_its_rows(client: Client, company: Company, page: str) -> None:
    actions = client.get(f"{ORDERS}{page}/").context["view"].allowed_bulk_actions

    assert actions
    assert all(f"{page}/" in address or "/picking/lines/" in address for _action, address in actions)


def test_more_chosen_lines_take_no_more_statements_to_preview(client: Client, company: Company) -> None:
    def statements(keys: list[int]) -> int:
        address = f"{ORDERS}open-lines/post-packing-slip/?selected={','.join(map(str, keys))}"
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    lines = [line.pk for _number in range(4) for line in lines_of(late_order(company))]

    assert statements(lines) <= statements(lines[:2])
