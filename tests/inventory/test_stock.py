"""Stock moves along its ladder, and on-hand follows it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from foundation.inventory.errors import StockShort
from foundation.inventory.models import InventoryTransaction, StockStatus
from foundation.inventory.movements import StockLine
from foundation.inventory.services.deduct import deduct
from foundation.inventory.services.open_lines import set_open
from foundation.inventory.services.reserve import reserve
from foundation.inventory.services.sell import sell
from tests.factories.company import Company

ORIGIN = "test.line"
DAY = date(2026, 1, 15)


def line(company: Company, quantity: str, *, number: str = "D", origin_id: int = 1) -> StockLine:
    return StockLine(origin_id, "SO-1", company.items[number].pk, company.warehouse.pk, Decimal(quantity), DAY)


@pytest.fixture
def goods(company: Company) -> Company:
    company.item("D", "10", negative_stock=False)
    company.stock("D", "10", cost="4")
    return company


def statuses(company: Company) -> dict[str, Decimal]:
    rows = InventoryTransaction.of(company.entity).filter(origin=ORIGIN).values_list("status", "quantity")
    return {status: quantity for status, quantity in rows}


def test_an_open_line_is_on_order(goods: Company) -> None:
    set_open(goods.entity, ORIGIN, [line(goods, "6")])

    assert statuses(goods) == {StockStatus.ON_ORDER: -6}
    assert goods.on_hand("D").total_available == 4


def test_lowering_a_line_takes_the_part_on_order_first_and_the_reserved_part_last(goods: Company) -> None:
    set_open(goods.entity, ORIGIN, [line(goods, "12")])
    reserve(goods.entity, ORIGIN, [line(goods, "12")])
    assert statuses(goods) == {StockStatus.ON_ORDER: -2, StockStatus.RESERVED_PHYSICAL: -10}

    set_open(goods.entity, ORIGIN, [line(goods, "9")])

    assert statuses(goods) == {StockStatus.RESERVED_PHYSICAL: -9}
    assert goods.on_hand("D").reserved_physical == 9


def test_a_packing_slip_deducts_at_average_cost_and_the_invoice_sells(goods: Company) -> None:
    set_open(goods.entity, ORIGIN, [line(goods, "6")])

    costs = deduct(goods.entity, ORIGIN, [line(goods, "4")], packing_slips={1: "PS-1"}, on_date=DAY)
    assert costs == {1: Decimal("16.00")}
    assert statuses(goods) == {StockStatus.ON_ORDER: -2, StockStatus.DEDUCTED: -4}
    assert goods.on_hand("D").physical == 6

    sold = sell(goods.entity, ORIGIN, [line(goods, "3")], [], invoices={1: "F-1"}, on_date=DAY)
    assert sold == {1: Decimal("12.0000")}
    assert statuses(goods) == {StockStatus.ON_ORDER: -2, StockStatus.DEDUCTED: -1, StockStatus.SOLD: -3}
    assert goods.on_hand("D").physical == 6
    assert goods.on_hand("D").value == 24


def test_more_than_is_there_cannot_be_delivered_and_changes_nothing(goods: Company) -> None:
    set_open(goods.entity, ORIGIN, [line(goods, "12")])

    with pytest.raises(StockShort, match="12 pcs needed in warehouse W1, only 10 available"):
        deduct(goods.entity, ORIGIN, [line(goods, "12")], packing_slips={1: "PS-1"}, on_date=DAY)

    assert statuses(goods) == {StockStatus.ON_ORDER: -12}


def test_stock_reserved_by_one_order_cannot_be_taken_by_another(goods: Company) -> None:
    set_open(goods.entity, ORIGIN, [line(goods, "7"), line(goods, "4", origin_id=2)])
    reserve(goods.entity, ORIGIN, [line(goods, "7")])

    with pytest.raises(StockShort, match="only 3 available"):
        deduct(goods.entity, ORIGIN, [line(goods, "4", origin_id=2)], packing_slips={2: "PS-1"}, on_date=DAY)


def test_an_invoice_without_a_packing_slip_takes_the_goods_at_once(goods: Company) -> None:
    set_open(goods.entity, ORIGIN, [line(goods, "9")])

    sell(goods.entity, ORIGIN, [], [line(goods, "9")], invoices={1: "F-1"}, on_date=DAY)

    assert statuses(goods) == {StockStatus.SOLD: -9}
    assert goods.on_hand("D").physical == 1


def test_what_is_taken_away_leaves_at_the_average_whatever_cost_is_typed(goods: Company) -> None:
    goods.stock("D", "-5", cost="1000")

    assert (goods.on_hand("D").posted, goods.on_hand("D").value) == (5, 20)
