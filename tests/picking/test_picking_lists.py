"""Picking lists: what they ask for, what they hold, how they are registered, unpicked and cancelled (sales.md §11.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.inventory.errors import StockShort
from foundation.inventory.models import Warehouse
from sales.errors import OrderIsJournal, OrderOnHold
from sales.models import SalesOrder
from sales.packing_slip_errors import PickedFirst
from sales.picking.errors import AllLeft, NothingToPick, PickedTooMuch, PickingListClosed, UnpickedTooMuch
from sales.picking.models import PickingList, PickingListLine
from sales.picking.services.register_picking import register_picking
from sales.picking.services.unpick import cancel_picking_lists, unpick
from sales.services.cancel_remainder import cancel_remainder
from sales.services.change_lines import LineEdit, change_lines
from sales.services.order_holds import place_hold
from tests.factories.company import Company
from tests.factories.picking import list_picking, only_list, picking_parameters
from tests.factories.sales import deliver, hold_code, lines_of, only_line, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


@pytest.fixture(autouse=True)
def item(company: Company) -> None:
    """Ten pieces of an item that may not go below zero; what is picked is registered."""
    company.item("T", "5.00", negative_stock=False)
    company.stock("T", "10")
    picking_parameters(company, route="activated")


def line_of(posted: PickingList) -> PickingListLine:
    """The only line of a list as it is now."""
    return PickingListLine.of(posted.legal_entity_id).get(picking_list=posted)


def register(company: Company, posted: PickingList, quantity: Any, **values: Any) -> None:
    """Register a quantity of the only line of a list."""
    register_picking(company.entity, [posted.pk], company.user("WH"), picked={line_of(posted).pk: Decimal(quantity)}, **values)


def stock_of(company: Company) -> tuple[Decimal, Decimal, Decimal]:
    """What is on order, reserved and picked of the item."""
    on_hand = company.on_hand("T")
    return on_hand.on_order, on_hand.reserved_physical, on_hand.picked


def test_a_list_reserves_and_raises_the_document_status(company: Company) -> None:
    order = sales_order(company, ("T", 4), ("S", 1))

    posted = only_list(company, order)

    assert [(line.quantity, line.item.number) for line in posted.lines.all()] == [(4, "T")]
    assert stock_of(company) == (0, 4, 0)
    assert SalesOrder.of(company.entity).get(pk=order.pk).document_status == "picking_list"


def test_with_the_route_completed_everything_is_picked_at_once(company: Company) -> None:
    picking_parameters(company, route="completed")

    posted = only_list(company, sales_order(company, ("T", 4)))

    assert (posted.status, line_of(posted).picked_quantity) == ("completed", 4)
    assert stock_of(company) == (0, 0, 4)


def test_a_list_asks_for_what_is_there_or_the_order_is_left_out(company: Company) -> None:
    order, later = sales_order(company, ("T", 12)), sales_order(company, ("T", 3))

    with pytest.raises(StockShort, match="12 pcs needed"):
        list_picking(company, order, reduce=False).or_raise()
    posted = list_picking(company, order, later, reduce=True)

    assert [line_of(known).quantity for known in posted.lists] == [10]
    assert {key: error.code for key, error in posted.refusals.items()} == {later.pk: "PIK-01"}


def test_what_is_on_a_list_is_not_listed_again(company: Company) -> None:
    order = sales_order(company, ("T", 6))
    only_list(company, order, updates={10: 4})

    second = only_list(company, order)

    assert line_of(second).quantity == 2
    with pytest.raises(NothingToPick):
        list_picking(company, order).or_raise()


def test_each_warehouse_gets_a_list_and_orders_go_together_when_asked(company: Company) -> None:
    other = Warehouse.of(company.entity).create(legal_entity=company.entity, code="W9", name="Far", site=company.warehouse.site)
    company.stock("T", "10", warehouse=other)
    first, second = sales_order(company, ("T", 1), ("T", 2, None, {"warehouse_id": other.pk})), sales_order(company, ("T", 3))

    posted = list_picking(company, first, second, combine=True).or_raise().lists

    shown = {known.warehouse.code: [line.quantity for line in known.lines.order_by("line_number")] for known in posted}
    assert shown == {company.warehouse.code: [1, 3], "W9": [2]}


def test_orders_that_do_not_pick_are_refused(company: Company) -> None:
    journal, held, done = (
        sales_order(company, ("T", 1), order_type="journal"),
        sales_order(company, ("T", 1)),
        sales_order(company, ("S", 1)),
    )
    place_hold(company.entity, [held.pk], hold_code(company), company.user("OM"))

    posted = list_picking(company, journal, held, done)

    assert {key: type(error) for key, error in posted.refusals.items()} == {
        journal.pk: OrderIsJournal,
        held.pk: OrderOnHold,
        done.pk: NothingToPick,
    }


def test_what_is_left_stays_open_on_the_list_when_the_parameter_says_so(company: Company) -> None:
    posted = only_list(company, sales_order(company, ("T", 8)))

    register(company, posted, 6, end_remainder=False)

    posted.refresh_from_db()
    assert (posted.status, line_of(posted).open_quantity, stock_of(company)) == ("activated", 2, (0, 2, 6))
    register(company, posted, 2)
    posted.refresh_from_db()
    assert (posted.status, stock_of(company)) == ("completed", (0, 0, 8))
    with pytest.raises(PickingListClosed):
        register(company, posted, 1)


def test_no_more_is_picked_than_the_list_asks_for(company: Company) -> None:
    posted = only_list(company, sales_order(company, ("T", 8)))

    for quantity in (9, -1, "0.5"):
        with pytest.raises(PickedTooMuch):
            register(company, posted, quantity)

    assert stock_of(company) == (0, 8, 0)


def test_unpicked_goods_stay_reserved_and_open_on_the_list(company: Company) -> None:
    posted = only_list(company, sales_order(company, ("T", 8)))
    register(company, posted, 8)

    unpick(company.entity, [posted.pk], {line_of(posted).pk: Decimal(3)}, company.user("WH"))

    posted.refresh_from_db()
    assert (posted.status, stock_of(company)) == ("activated", (0, 3, 5))
    with pytest.raises(UnpickedTooMuch):
        unpick(company.entity, [posted.pk], {line_of(posted).pk: Decimal(6)}, company.user("WH"))


def test_a_cancelled_list_leaves_the_goods_reserved_and_the_order_as_it_was(company: Company) -> None:
    order = sales_order(company, ("T", 8))
    posted = only_list(company, order)
    register(company, posted, 5, end_remainder=False)

    cancel_picking_lists(company.entity, [posted.pk], company.user("WH"), reason="Wrong aisle")

    posted.refresh_from_db()
    assert (posted.status, stock_of(company)) == ("cancelled", (0, 8, 0))
    assert SalesOrder.of(company.entity).get(pk=order.pk).document_status == "none"
    assert line_of(only_list(company, order)).quantity == 8


def test_what_left_cannot_be_unpicked(company: Company) -> None:
    order = sales_order(company, ("T", 8))
    posted = only_list(company, order)
    register(company, posted, 8)
    deliver(company, order, option="picked").or_raise()

    with pytest.raises(AllLeft):
        cancel_picking_lists(company.entity, [posted.pk], company.user("WH"))
    with pytest.raises(UnpickedTooMuch):
        unpick(company.entity, [posted.pk], {line_of(posted).pk: Decimal(1)}, company.user("WH"))


def test_goods_that_leave_without_registration_are_no_longer_asked_for(company: Company) -> None:
    order = sales_order(company, ("T", 8))
    posted = only_list(company, order)

    deliver(company, order, updates={10: 5}).or_raise()
    assert line_of(posted).open_quantity == 3
    deliver(company, order).or_raise()

    posted.refresh_from_db()
    assert (posted.status, line_of(posted).ended_quantity) == ("completed", 8)


def test_picked_goods_go_back_before_an_order_gives_them_up(company: Company) -> None:
    order = sales_order(company, ("T", 8))
    register(company, only_list(company, order), 5)
    lower = LineEdit(only_line(order).pk, {"quantity": Decimal(4)})

    with pytest.raises(PickedFirst, match="Line 10: 5 is picked"):
        cancel_remainder(company.entity, [order.pk], company.user("OM"))
    with pytest.raises(PickedFirst):
        change_lines(company.entity, order.pk, [lower], company.user("OM"))


def test_services_leave_with_what_is_picked_when_asked(company: Company) -> None:
    order = sales_order(company, ("T", 8), ("S", 2))
    register(company, only_list(company, order), 5)

    deliver(company, order, option="picked_non_stocked").or_raise()

    assert [line.delivered_quantity for line in lines_of(order)] == [5, 2]


def test_ten_orders_take_as_many_statements_as_two(company: Company) -> None:
    company.stock("T", "100")

    def statements(count: int) -> int:
        orders = [sales_order(company, ("T", 1)) for _ in range(count)]
        with CaptureQueriesContext(connection) as found:
            list_picking(company, *orders).or_raise()
        return len(found)

    statements(1)

    assert abs(statements(10) - statements(2)) <= 1
