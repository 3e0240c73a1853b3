"""Reserving stock for an order by hand: all, a quantity, nothing, for one line and for the order (sales.md §2.6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from foundation.inventory.errors import ReservationTooLarge, StockShort
from foundation.inventory.models import InventoryTransaction
from foundation.inventory.services.reserve import move_reservation
from foundation.organization.models import AuditEntry
from sales.errors import TooManyDecimals
from sales.models import SalesOrder
from sales.reservation_errors import NothingReservable, NotReservable
from sales.services import stock
from sales.services.reservations import release_of_order, reserve_of_order
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.sales import deliver, lines_of, sales_order
from tests.web_fixtures import SignIn

pytestmark = pytest.mark.usefixtures("in_march")


def reserve(company: Company, order: SalesOrder, wanted: dict[int, Any] | None = None, only: int = 0) -> list[str]:
    """Reserve by line number, and return what fell short."""
    keys = {line.line_number: line.pk for line in lines_of(order)}
    exact = {keys[number]: Decimal(str(quantity)) for number, quantity in (wanted or {}).items()} or None
    named = [keys[only]] if only else (list(exact) if exact else None)
    short = reserve_of_order(company.entity, order.pk, company.user("OM"), line_ids=named, wanted=exact)
    return [str(notice) for notice in short.values()]


def reserved(order: SalesOrder) -> list[Decimal]:
    """What is physically reserved of every line."""
    parts = stock.reserved_parts(order.legal_entity, [line.pk for line in lines_of(order)])
    return [found["reserved_physical"] for _key, found in sorted(parts.items())]


def move(order: SalesOrder, number: int, source: str, goal: str) -> None:
    """Put the open part of a line in another status, as purchasing and picking do."""
    key = next(line.pk for line in lines_of(order) if line.line_number == number)
    known = stock.stocked_lines(order.legal_entity, [key])[key]
    move_reservation(order.legal_entity, stock.ORIGIN, [known.movement(known.remainder)], source, goal)


def test_as_much_as_possible_goes_to_the_first_line_first_and_the_rest_is_told(company: Company) -> None:
    company.stock("A", "10")
    order = sales_order(company, ("A", 7), ("A", 5))

    assert reserve(company, order) == ["Line 20: 3 of 5 reserved, 2 short."]

    assert reserved(order) == [7, 3]
    assert (company.on_hand("A").available_physical, AuditEntry.of(company.entity).filter(action="reserved").count()) == (0, 1)


def test_one_line_is_reserved_and_the_others_are_left_alone(company: Company) -> None:
    company.stock("A", "10")
    order = sales_order(company, ("A", 7), ("A", 5))

    assert reserve(company, order, only=20) == []

    assert reserved(order) == [0, 5]


def test_a_quantity_is_reserved_exactly_and_may_go_up_and_down(company: Company) -> None:
    company.stock("A", "10")
    order = sales_order(company, ("A", 7), ("A", 5))

    reserve(company, order, {10: 7, 20: 3})
    reserve(company, order, {10: 5, 20: 5})

    assert reserved(order) == [5, 5]


def test_no_more_than_the_open_quantity_is_reserved(company: Company) -> None:
    company.stock("A", "20")
    order = sales_order(company, ("A", 7))
    deliver(company, order, updates={10: 3})

    with pytest.raises(ReservationTooLarge, match="Line 10: cannot reserve more than the open quantity 4"):
        reserve(company, order, {10: 5})


def test_no_more_than_what_is_available_is_reserved_over_all_lines_together(company: Company) -> None:
    company.stock("A", "6")
    order = sales_order(company, ("A", 5), ("A", 5))

    with pytest.raises(StockShort, match="5 pcs needed in warehouse W1, only 1 available"):
        reserve(company, order, {10: 5, 20: 5})

    assert reserved(order) == [0, 0]


def test_quantities_have_the_decimals_of_the_unit(company: Company) -> None:
    company.stock("A", "6")
    order = sales_order(company, ("A", 5))

    with pytest.raises(TooManyDecimals):
        reserve(company, order, {10: "1.5"})


def test_releasing_gives_back_what_is_there_and_what_is_on_its_way_but_not_what_is_picked(company: Company) -> None:
    company.stock("A", "10")
    order = sales_order(company, ("A", 3), ("A", 3), ("A", 3))
    reserve(company, order)
    rows = InventoryTransaction.of(company.entity).of_origin(stock.ORIGIN, [line.pk for line in lines_of(order)])
    move(order, 20, "reserved_physical", "reserved_ordered")
    move(order, 30, "reserved_physical", "picked")

    release_of_order(company.entity, order.pk, company.user("OM"))

    assert list(rows.order_by("origin_id").values_list("status", "quantity")) == [("on_order", -3), ("on_order", -3), ("picked", -3)]


def test_what_a_line_reserved_of_goods_on_their_way_makes_room_for_goods_that_are_there(company: Company) -> None:
    company.stock("A", "3")
    order = sales_order(company, ("A", 3))
    rows = InventoryTransaction.of(company.entity).of_origin(stock.ORIGIN, [lines_of(order)[0].pk])
    move(order, 10, "on_order", "reserved_ordered")

    reserve(company, order, {10: 3})

    assert list(rows.values_list("status", "quantity")) == [("reserved_physical", -3)]


def test_only_stocked_items_of_open_lines_are_reserved(company: Company) -> None:
    company.stock("A", "20")
    order = sales_order(company, ("A", 5), ("A", 5), ("A", -2))
    deliver(company, order, updates={10: 5, 20: 0, 30: 0})

    for number in (10, 30):
        with pytest.raises(NotReservable, match=f"Line {number}"):
            reserve(company, order, only=number)
    reserve(company, order)

    assert reserved(order) == [0, 5, 0]


def test_a_journal_reserves_nothing(company: Company) -> None:
    company.stock("A", "20")
    order = sales_order(company, ("A", 5), order_type="journal")

    with pytest.raises(NothingReservable):
        reserve(company, order)


def test_reserving_takes_as_many_statements_for_many_lines_as_for_few(company: Company, django_assert_max_num_queries: Any) -> None:
    company.stock("A", "1000")
    order = sales_order(company, *[("A", 10) for _number in range(30)])

    with django_assert_max_num_queries(20):
        reserve(company, order)
    with django_assert_max_num_queries(24):
        reserve(company, order, {line.line_number: 4 for line in lines_of(order)})


def test_an_order_is_reserved_from_its_page(signed_in_client: SignIn, company: Company) -> None:
    client: Client = signed_in_client("OM")
    company.stock("A", "10")
    order = sales_order(company, ("A", 7), ("A", 5))
    first, second = lines_of(order)
    base = f"/NL01/sales/orders/{order.pk}/"
    shown = client.get(f"{base}reserve/").content.decode()
    assert "7 pcs open, 0 reserved, 10 more available" in shown

    told = client.post(f"{base}reserve/", {"what": "most"}, follow=True).content.decode()
    assert "Line 20: 3 of 5 reserved, 2 short." in told and f"{base}lines/20/reserve/" in told
    assert reserved(order) == [7, 3]

    client.post(f"{base}reserve/", {"what": "most", f"quantity_{first.pk}": "5", f"quantity_{second.pk}": "5"})
    assert reserved(order) == [5, 5]
    client.post(f"{base}lines/20/reserve/", {"what": "none"})
    assert reserved(order) == [5, 0]

    refused = client.post(f"{base}lines/10/reserve/", {"what": "typed", f"quantity_{first.pk}": "8"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, [f"quantity_{first.pk}"])


def test_reservations_are_read_made_and_released_over_rest(company: Company) -> None:
    api = ApiUser(company.user("OM"), company.entity.code)
    company.stock("A", "10")
    order = sales_order(company, ("A", 7), ("A", 5))
    path = f"sales-orders/{order.number}"

    made = api.send(f"{path}/reserve", {}, expect=200).json()
    assert [notice["code"] for notice in made["notices"]] == ["STK-03"]
    lines = api.read(f"{path}/reservations")["lines"]
    assert [(line["open_quantity"], line["reserved"], line["available"]) for line in lines] == [("7", "7", "0"), ("5", "3", "0")]

    api.send(f"{path}/reserve", {"lines": [{"line_number": 10, "quantity": "2"}, {"line_number": 20}]}, expect=200)
    assert reserved(order) == [2, 5]
    api.send(f"{path}/reserve", {"lines": [{"line_number": 10}], "release": True}, expect=200)
    assert reserved(order) == [0, 5]

    problem = api.send(f"{path}/reserve", {"lines": [{"line_number": 10, "quantity": "8"}]}, expect=409).json()
    assert (problem["code"], problem["field"]) == ("STK-02", "lines.0.quantity")
