"""Picking as the specification tells it (sales.md §11.3, §24)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from foundation.ledger.checks import violations
from sales.picking.models import PickingListLine
from sales.picking.services.register_picking import register_picking
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.picking import only_list, picking_parameters
from tests.factories.purchasing import purchase, receive
from tests.factories.sales import deliver, only_line, sales_order, set_parameters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


@pytest.mark.scenario("sales", "S-56")
def test_what_was_not_picked_goes_back_to_the_order_and_only_the_rest_leaves(company: Company) -> None:
    company.item("T", "5.00", negative_stock=False)
    company.stock("T", "8")
    picking_parameters(company, route="activated", end_remainder=True)
    order = sales_order(company, ("T", 8))
    posted = only_list(company, order)
    assert (company.on_hand("T").reserved_physical, posted.status) == (8, "activated")

    line = PickingListLine.of(company.entity).get(picking_list=posted)
    register_picking(company.entity, [posted.pk], company.user("WH"), picked={line.pk: Decimal(6)})
    on_hand = company.on_hand("T")
    assert (on_hand.picked, on_hand.on_order, on_hand.reserved_physical) == (6, 2, 0)

    [slip] = deliver(company, order, option="picked").or_raise().slips

    assert slip.lines.get().quantity == 6
    assert (only_line(order).deliver_remainder, company.on_hand("T").physical) == (2, 2)
    assert violations() == []


@pytest.mark.scenario("sales", "S-60")
def test_goods_are_reserved_on_their_way_picked_delivered_and_sold(company: Company) -> None:
    company.item("P", "5.00", negative_stock=False)
    company.stock("P", "4")
    set_parameters(company, reserve_ordered_items=True)
    picking_parameters(company, route="completed")
    coming = purchase(company, "P", 10)

    order = sales_order(company, ("P", 9), automatic_reservation=True)

    found = company.on_hand("P")
    assert (found.reserved_physical, found.reserved_ordered, found.ordered) == (4, 5, 10)
    assert (found.available_physical, found.available_for_reservation(with_ordered=True), found.total_available) == (0, 5, 5)
    receive(company, coming)
    found = company.on_hand("P")
    assert (found.reserved_physical, found.physical, found.available_physical) == (9, 14, 5)
    only_list(company, order)
    found = company.on_hand("P")
    assert (found.picked, found.physical, found.reserved_physical) == (9, 5, 0)
    deliver(company, order, option="picked").or_raise()
    assert (company.on_hand("P").deducted, company.on_hand("P").physical) == (9, 5)
    assert invoice(company, order)
    found = company.on_hand("P")
    assert (found.deducted, found.posted + found.received, found.physical) == (0, 5, 5)
    assert violations() == []
