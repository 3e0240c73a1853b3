"""Deliveries as the specification tells them: remainders, tolerances, stock, splitting (sales.md §24)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from foundation.inventory.errors import StockShort
from foundation.inventory.models import Site, Warehouse
from sales.errors import OverDelivery, PartOfLine, PartOfOrder, UnderDelivery
from sales.models import PackingSlip, SalesOrder
from tests.factories.company import Company
from tests.factories.sales import deliver, lines_of, only_line, sales_order, set_parameters

pytestmark = pytest.mark.django_db


def _tolerant(company: Company, over: str = "0", under: str = "0", **values: Any) -> None:
    company.item("T", "1.00", overdelivery_percent=Decimal(over), underdelivery_percent=Decimal(under), **values)


def _status(order: SalesOrder) -> str:
    return SalesOrder.of(order.legal_entity_id).get(pk=order.pk).status


@pytest.mark.scenario("sales", "S-44")
def test_over_delivery_is_accepted_up_to_its_percentage(company: Company) -> None:
    _tolerant(company, over="10")
    order = sales_order(company, ("T", 40))

    deliver(company, order, updates={10: 44}).or_raise()

    line = only_line(order)
    assert (line.deliver_remainder, line.invoice_remainder, line.status) == (0, 44, "delivered")
    second = sales_order(company, ("T", 40))
    with pytest.raises(OverDelivery, match=r"45 exceeds .* 10 % over-delivery \(max 44\)"):
        deliver(company, second, updates={10: 45}).or_raise()
    set_parameters(company, accept_overdelivery=False)
    with pytest.raises(OverDelivery):
        deliver(company, second, updates={10: 41}).or_raise()


@pytest.mark.scenario("sales", "S-45")
def test_the_tolerance_counts_for_the_line_not_for_the_last_slip(company: Company) -> None:
    _tolerant(company, over="10")
    order = sales_order(company, ("T", 40))
    deliver(company, order, updates={10: 30}).or_raise()

    with pytest.raises(OverDelivery):
        deliver(company, order, updates={10: 15}).or_raise()
    deliver(company, order, updates={10: 14}).or_raise()

    assert only_line(order).delivered_quantity == 44


@pytest.mark.scenario("sales", "S-46")
def test_a_line_is_closed_only_within_the_under_delivery_percentage(company: Company) -> None:
    _tolerant(company, under="4")
    order = sales_order(company, ("T", 50))

    with pytest.raises(UnderDelivery, match="47 is below the minimum 48"):
        deliver(company, order, updates={10: (47, True)}).or_raise()
    deliver(company, order, updates={10: (48, True)}).or_raise()

    line = only_line(order)
    assert (line.delivered_quantity, line.cancelled_quantity, line.status) == (48, 2, "delivered")


@pytest.mark.scenario("sales", "S-47")
def test_the_limit_of_pieces_is_rounded_down(company: Company) -> None:
    _tolerant(company, over="10")
    order = sales_order(company, ("T", 7))

    with pytest.raises(OverDelivery, match="max 7"):
        deliver(company, order, updates={10: 8}).or_raise()


@pytest.mark.scenario("sales", "S-48")
def test_what_must_go_complete_goes_complete(company: Company) -> None:
    line_only = sales_order(company, ("A", 5))
    only_line(line_only).__class__.of(company.entity).filter(order=line_only).update(prevent_partial_delivery=True)
    with pytest.raises(PartOfLine):
        deliver(company, line_only, updates={10: 3}).or_raise()

    whole = sales_order(company, ("A", 5), ("B", 4), prevent_partial_delivery=True)
    with pytest.raises(PartOfOrder, match="line 20 is missing 4"):
        deliver(company, whole, updates={20: 0}).or_raise()


@pytest.mark.scenario("sales", "S-50")
def test_orders_of_one_address_share_a_slip_and_sites_part_them(company: Company) -> None:
    first, second = sales_order(company, ("A", 1)), sales_order(company, ("B", 2))

    assert len(deliver(company, first, second, combine=True).slips) == 1

    dollars = sales_order(company, ("A", 1), currency_id="USD")
    euros = sales_order(company, ("A", 1))
    assert len(deliver(company, euros, dollars, combine=True).slips) == 2

    site = Site.of(company.entity).create(legal_entity=company.entity, code="S2", name="Second site")
    other = Warehouse.of(company.entity).create(legal_entity=company.entity, code="W2", name="Other", site=site)
    both = sales_order(company, ("A", 1), ("A", 2, None, {"warehouse_id": other.pk}))
    assert sorted(slip.warehouse_id for slip in deliver(company, both, combine=True).slips) == sorted([company.warehouse.pk, other.pk])


@pytest.mark.scenario("sales", "S-53")
def test_stock_may_go_below_zero_only_where_the_item_allows_it(company: Company) -> None:
    company.item("N", "1.00", negative_stock=False)
    company.stock("N", "6")
    order = sales_order(company, ("N", 8))

    with pytest.raises(StockShort, match="only 6 available"):
        deliver(company, order).or_raise()
    assert PackingSlip.of(company.entity).count() == 0

    company.item("M", "1.00", negative_stock=True)
    company.stock("M", "6")
    deliver(company, sales_order(company, ("M", 8))).or_raise()
    assert company.on_hand("M").physical == -2


@pytest.mark.scenario("sales", "S-54")
def test_stock_reserved_for_another_order_is_not_taken(company: Company) -> None:
    company.item("N", "1.00", negative_stock=False)
    company.stock("N", "10")
    sales_order(company, ("N", 7), automatic_reservation=True)
    order = sales_order(company, ("N", 4))

    with pytest.raises(StockShort, match="only 3 available"):
        deliver(company, order, updates={10: 4}).or_raise()
    deliver(company, order, updates={10: 3}).or_raise()

    assert only_line(order).delivered_quantity == 3


@pytest.mark.scenario("sales", "S-55")
def test_deliver_now_becomes_the_new_remainder_of_what_was_delivered(company: Company) -> None:
    order = sales_order(company, ("A", 5), ("B", 4))
    first, second = lines_of(order)
    for line, quantity in ((first, 2), (second, 0)):
        type(line).of(company.entity).filter(pk=line.pk).update(deliver_now=quantity)

    [slip] = deliver(company, order, option="deliver_now").slips

    first, second = lines_of(order)
    assert [(line.order_line_id, line.quantity) for line in slip.lines.all()] == [(first.pk, 2)]
    assert (first.deliver_now, second.deliver_now) == (3, 0)
