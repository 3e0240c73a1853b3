"""The lists of the shipping desk: ready to ship, partly shipped, confirmations, and what is picked of open lines (sales.md §20)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from foundation.inventory.services.reserve import set_reservation
from sales.models import SalesOrder, SalesOrderLine
from sales.services import stock
from sales.services.order_holds import place_hold
from tests.factories.company import Company
from tests.factories.sales import confirm, deliver, hold_code, only_line, sales_order
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in order manager."""
    return signed_in_client("OM")


def reserve(company: Company, order: SalesOrder, quantity: Any) -> None:
    """Hold a quantity for the only line of an order."""
    [line] = stock.stocked_lines(company.entity, [only_line(order).pk]).values()
    set_reservation(company.entity, stock.ORIGIN, [line.movement(line.remainder)], {line.id: Decimal(quantity)})


def test_ready_to_ship_is_what_is_due_and_there_and_not_stopped(company: Company, client: Client) -> None:
    company.item("T", "5.00", negative_stock=False)
    company.stock("T", "10")
    free, held_back, too_much = sales_order(company, ("T", 4)), sales_order(company, ("T", 1)), sales_order(company, ("T", 7))
    later = sales_order(company, ("T", 1), requested_ship_date=company.entity.today().replace(year=2027))
    reserved, service = sales_order(company, ("T", 6)), sales_order(company, ("S", 1))
    reserve(company, reserved, 6)
    place_hold(company.entity, [held_back.pk], hold_code(company), company.user("OM"))

    found = client.get("/NL01/sales/orders/ready-to-ship/").content.decode()

    assert [order.number in found for order in (free, reserved, service)] == [True, True, True]
    assert [order.number in found for order in (held_back, too_much, later)] == [False, False, False]


def test_partly_shipped_orders_say_how_much_left_and_when(company: Company, client: Client) -> None:
    part, whole, none = (sales_order(company, ("S", 10, "4.00")) for _ in range(3))
    deliver(company, part, updates={10: 4}).or_raise()
    deliver(company, whole).or_raise()

    [row] = SalesOrder.of(company.entity).for_partly_shipped_list()

    assert (row.number, row.delivered_percent, row.last_slip_date) == (part.number, 40, part.packing_slips.get().date)
    found = client.get("/NL01/sales/orders/partly-shipped/").content.decode()
    assert [order.number in found for order in (part, whole, none)] == [True, False, False]


def test_open_lines_show_what_is_reserved(company: Company, client: Client) -> None:
    company.stock("A", "10")
    order = sales_order(company, ("A", 8))
    reserve(company, order, 3)

    [line] = SalesOrderLine.of(company.entity).for_open_list()

    assert (line.reserved, line.picked) == (3, 0)
    assert client.get("/NL01/sales/orders/open-lines/").status_code == 200


def test_confirmations_are_listed_version_by_version(company: Company, client: Client) -> None:
    order = sales_order(company, ("S", 1))
    first, second = (confirm(company, order).or_raise().confirmations[0] for _ in range(2))

    def shown(query: str) -> list[bool]:
        page = client.get(f"/NL01/sales/confirmations/{query}").content.decode()
        return [f"/NL01/sales/confirmations/{known.pk}/" in page for known in (first, second)]

    assert [shown(query) for query in ("", "?tab=latest", "?tab=replaced", f"?q={order.number}")] == [
        [True, True],
        [False, True],
        [True, False],
        [True, True],
    ]
