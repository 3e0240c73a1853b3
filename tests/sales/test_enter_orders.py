"""Orders are entered as sets: defaults, checks, prices, numbers, stock."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sales.errors import ItemStopped
from sales.models import SalesOrder
from sales.services.enter_orders import create_orders
from tests.factories.company import Company
from tests.factories.sales import lines_of, only_line, order_draft, sales_order

pytestmark = pytest.mark.django_db


def test_a_new_order_takes_its_terms_from_the_customer(company: Company) -> None:
    order = sales_order(company, ("A", 4))

    line = only_line(order)
    assert order.number == "SO-000001"
    assert order.payment_terms == company.terms["N30"]
    assert order.sales_tax_group == company.tax_groups["NL"]
    assert (order.delivery_name, order.delivery_city) == ("Customer C-100", "Amsterdam")
    assert (line.unit_price, line.net_amount, line.deliver_now) == (Decimal("25.00"), Decimal("100.00"), 4)
    assert (order.order_amount, order.status, order.document_status) == (Decimal("100.00"), "open", "none")


def test_a_delivery_abroad_takes_the_tax_group_of_its_destination(company: Company) -> None:
    order = sales_order(company, ("A", 1), customer="C-200", delivery_country="DE")

    assert order.sales_tax_group == company.tax_groups["EU"]


def test_the_open_quantity_stands_on_order_in_the_stock(company: Company) -> None:
    company.stock("A", "10")

    sales_order(company, ("A", 4), ("S", 1))

    assert company.on_hand("A").on_order == 4


def test_a_refused_draft_stops_no_other_and_takes_no_number(company: Company) -> None:
    company.item("OLD", "1.00", stopped=True)
    drafts = [order_draft(company, ("A", 1)), order_draft(company, ("OLD", 1)), order_draft(company, ("B", 2))]

    entered = create_orders(company.entity, drafts, company.clerk)

    assert {position: order.number for position, order in entered.orders.items()} == {0: "SO-000001", 2: "SO-000002"}
    assert [(refused.position, type(refused.error)) for refused in entered.refused] == [(1, ItemStopped)]


def test_lines_are_numbered_in_tens(company: Company) -> None:
    order = sales_order(company, ("A", 1), ("B", 1), ("A", 2))

    assert [line.line_number for line in lines_of(order)] == [10, 20, 30]


def test_the_number_of_statements_does_not_depend_on_the_number_of_orders(company: Company) -> None:
    company.stock("A", "10")
    company.stock("B", "10")
    counts = []
    for size in (1, 2, 40):
        drafts = [order_draft(company, ("A", 1), ("B", 2), ("A", 3)) for _ in range(size)]
        with CaptureQueriesContext(connection) as captured:
            create_orders(company.entity, drafts, company.clerk)
        counts.append(len(captured))

    assert counts[1] == counts[2]
    assert SalesOrder.of(company.entity).count() == 43
