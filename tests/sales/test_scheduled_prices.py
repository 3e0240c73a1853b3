"""The price of a line with multiple deliveries is that of their whole quantity, whenever it changes (sales.md §3.6, §12.6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sales.errors import OverwritePrices
from sales.models import SalesOrder, SalesOrderLine
from sales.schedule import Delivery
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.delivery_schedule import ScheduleRequest, make_schedule
from tests.factories.company import Company
from tests.factories.sales import agreement, deliver, lines_of, only_line, sales_order

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def order(company: Company) -> SalesOrder:
    """An order of a thousand in two deliveries; one costs 100, from a thousand 10."""
    unit = company.items["A"].sales_unit
    agreement(company, item="A", amount=Decimal(100), unit=unit)
    agreement(company, item="A", amount=Decimal(10), from_quantity=Decimal(1000), unit=unit)
    return scheduled(company)


def scheduled(company: Company, *typed: Any) -> SalesOrder:
    """Return an order of a thousand in two deliveries."""
    order = sales_order(company, ("A", 1000, *typed))
    halves = [Delivery(Decimal(500), date(2026, 4, 1)), Delivery(Decimal(500), date(2026, 5, 1))]
    make_schedule(company.entity, order.pk, ScheduleRequest(only_line(order).pk, halves), company.user("OC"))
    return order


def change(company: Company, order: SalesOrder, quantities: list[int], **answers: Any) -> list[SalesOrderLine]:
    """Change the quantities of the deliveries, none for one that goes, and return the lines."""
    parts = lines_of(order)[1:]
    edits = [
        LineEdit(part.pk, {"quantity": Decimal(quantity)}, remove=not quantity) for part, quantity in zip(parts, quantities, strict=True)
    ]
    change_lines(company.entity, order.pk, edits, company.user("OC"), Answers(**answers))
    return lines_of(order)


def test_fewer_on_the_deliveries_cost_what_fewer_cost(company: Company, order: SalesOrder) -> None:
    assert [line.unit_price for line in lines_of(order)] == [10, 10, 10]

    lines = change(company, order, [1, 1], discount_limit=Decimal(0))

    assert [(line.ordered_quantity, line.unit_price) for line in lines] == [(2, 100), (1, 100), (1, 100)]


def test_parts_that_add_up_to_as_much_keep_the_price(company: Company, order: SalesOrder) -> None:
    lines = change(company, order, [999, 1])

    assert [(line.ordered_quantity, line.unit_price) for line in lines] == [(1000, 10), (999, 10), (1, 10)]


def test_a_delivery_that_goes_takes_the_price_of_the_whole_with_it(company: Company, order: SalesOrder) -> None:
    lines = change(company, order, [500, 0])

    assert [(line.ordered_quantity, line.unit_price) for line in lines] == [(500, 100), (500, 100)]


def test_a_typed_price_is_asked_about(company: Company) -> None:
    order = scheduled(company, "40")
    agreement(company, item="A", amount=Decimal(100), unit=company.items["A"].sales_unit)

    with pytest.raises(OverwritePrices):
        change(company, order, [1, 1])
    kept = change(company, order, [1, 1], overwrite_prices=False)
    assert [line.unit_price for line in kept] == [40, 40, 40]
    found = change(company, order, [2, 1], overwrite_prices=True)
    assert [line.unit_price for line in found] == [100, 100, 100]


def test_what_follows_a_delivered_part_costs_what_the_whole_costs_now(company: Company, order: SalesOrder) -> None:
    company.stock("A", "500")
    deliver(company, order, updates={20: 500, 30: 0}).or_raise()

    lines = change(company, order, [500, 100])

    assert [(line.ordered_quantity, line.unit_price) for line in lines] == [(600, 100), (500, 100), (100, 100)]
