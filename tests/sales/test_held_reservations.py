"""A hold that removes reservations keeps its order from reserving by itself until it is cleared (sales.md §10.1)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sales.models import OrderHold, SalesOrder
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.order_holds import clear_holds, place_hold
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.sales import hold_code, only_line, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


@pytest.fixture
def order(company: Company) -> SalesOrder:
    """An order that reserves by itself, of which two pieces of ten are reserved."""
    company.item("R", "10", negative_stock=False, default_warehouse=company.warehouse)
    company.stock("R", "10")
    return sales_order(company, ("R", 2), automatic_reservation=True)


def reserved(company: Company) -> Decimal:
    return company.on_hand("R").reserved_physical


def take_five(company: Company, order: SalesOrder) -> None:
    edit = LineEdit(only_line(order).pk, {"quantity": Decimal(5)})
    change_lines(company.entity, order.pk, [edit], company.user("OC"), Answers(overwrite_prices=False))


def test_a_change_of_the_order_reserves_nothing_until_the_hold_is_cleared(company: Company, order: SalesOrder) -> None:
    [hold] = place_hold(company.entity, [order.pk], hold_code(company, remove_reservations=True), company.user("OM"))

    take_five(company, order)

    assert reserved(company) == 0
    clear_holds(company.entity, [hold.pk], company.access("OM")).or_raise()
    assert OrderHold.of(company.entity).active().count() == 0
    assert reserved(company) == 5


def test_nor_does_a_change_over_rest(company: Company, order: SalesOrder) -> None:
    place_hold(company.entity, [order.pk], hold_code(company, remove_reservations=True), company.user("OM"))

    lines = {"lines": [{"line_number": 10, "quantity": "3"}]}
    ApiUser(company.user("OC"), company.entity.code).send(f"sales-orders/{order.number}/lines", lines, expect=200)

    assert reserved(company) == 0


def test_a_hold_that_leaves_reservations_leaves_reserving_too(company: Company, order: SalesOrder) -> None:
    place_hold(company.entity, [order.pk], hold_code(company), company.user("OM"))

    take_five(company, order)

    assert reserved(company) == 5
