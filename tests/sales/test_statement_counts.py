"""Services take sets of orders: the number of statements is the same for one order and for many, and stays bounded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sales.models import SalesOrder
from sales.services.cancel_remainder import cancel_remainder
from sales.services.enter_orders import create_orders
from sales.services.order_holds import place_hold
from tests.factories.company import Company
from tests.factories.sales import confirm, deliver, hold_code, order_draft, sales_order

pytestmark = pytest.mark.django_db


def statements(company: Company, work: Callable[[list[SalesOrder]], object], count: int) -> int:
    """Count the statements of some work on that many fresh orders."""
    orders = [sales_order(company, ("A", 4), ("B", 2), ("S", 1), ("A", -1)) for _ in range(count)]
    with CaptureQueriesContext(connection) as captured:
        work(orders)
    return len(captured)


@pytest.mark.parametrize(
    ("name", "most"), [("enter", 34), ("confirm", 41), ("deliver", 62), ("deliver combined", 62), ("cancel", 20), ("hold", 10)]
)
def test_many_orders_take_as_many_statements_as_one(company: Company, name: str, most: int) -> None:
    company.item("S", "10.00", stocked=False)
    entity, clerk = company.entity, company.clerk
    work: dict[str, Callable[[list[SalesOrder]], object]] = {
        "enter": lambda orders: create_orders(entity, [order_draft(company, ("A", 4), ("B", 2), ("S", 1)) for _order in orders], clerk),
        "confirm": lambda orders: confirm(company, *orders).or_raise(),
        "deliver": lambda orders: deliver(company, *orders).or_raise(),
        "deliver combined": lambda orders: deliver(company, *orders, combine=True).or_raise(),
        "cancel": lambda orders: cancel_remainder(entity, [order.pk for order in orders], clerk),
        "hold": lambda orders: place_hold(entity, [order.pk for order in orders], hold_code(company), clerk),
    }
    statements(company, work[name], 1)

    one, many = statements(company, work[name], 1), statements(company, work[name], 12)

    assert one == many <= most
