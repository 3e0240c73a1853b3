"""How far an order got: quantities and statuses as the specification tells them (sales.md §24, S-35 … S-62)."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.db import connection

from foundation.errors import BusinessRuleError
from foundation.inventory.errors import StockShort
from foundation.inventory.models import InventoryTransaction, StockStatus
from foundation.inventory.services.reserve import set_reservation
from invoicing.models import QuantityOption
from sales.errors import LineNotDeletable, NotPicked, OrderClosed, QuantityTooLow
from sales.models import PackingSlip, SalesOrder, SalesOrderLine
from sales.services import stock
from sales.services.cancel_remainder import cancel_remainder, reopen_remainder
from sales.services.change_lines import LineEdit, change_lines
from sales.services.enter_orders import create_order
from sales.type_change_errors import TypeNotOffered
from tests.factories.company import Company, make_company
from tests.factories.invoicing import invoice
from tests.factories.sales import deliver, lines_of, only_line, order_draft, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def statuses(order: SalesOrder) -> tuple[str, str]:
    found = SalesOrder.of(order.legal_entity_id).get(pk=order.pk)
    return found.status, found.document_status


def remainders(order: SalesOrder) -> tuple[Decimal, ...]:
    line = only_line(order)
    return line.delivered_quantity, line.deliver_remainder, line.invoiced_quantity, line.invoice_remainder


@pytest.mark.scenario("sales", "S-35")
def test_item_requirements_come_from_projects_only(company: Company) -> None:
    with pytest.raises(TypeNotOffered):
        create_order(company.entity, order_draft(company, ("A", 1), order_type="item_requirements"), company.clerk)


@pytest.mark.scenario("sales", "S-38")
def test_an_order_goes_through_two_deliveries_and_two_invoices(company: Company) -> None:
    order = sales_order(company, ("A", 12))

    deliver(company, order, updates={10: 5})
    assert (remainders(order), statuses(order)) == ((5, 7, 0, 5), ("open", "packing_slip"))
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)
    assert (remainders(order), statuses(order)) == ((5, 7, 5, 0), ("open", "invoice"))
    deliver(company, order)
    assert (remainders(order), statuses(order)) == ((12, 0, 5, 7), ("delivered", "invoice"))
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)
    assert (remainders(order), statuses(order)) == ((12, 0, 12, 0), ("invoiced", "invoice"))


@pytest.mark.scenario("sales", "S-39")
def test_cancelling_the_last_open_line_leaves_the_order_invoiced(company: Company) -> None:
    order = sales_order(company, ("A", 4), ("B", 6))
    deliver(company, order, updates={20: 0})
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)
    assert statuses(order)[0] == "open"

    cancel_remainder(company.entity, [order.pk], company.clerk)

    assert [line.status for line in lines_of(order)] == ["invoiced", "cancelled"]
    assert statuses(order)[0] == "invoiced"


@pytest.mark.scenario("sales", "S-40")
def test_an_invoice_of_all_delivers_by_itself(company: Company) -> None:
    company.stock("A", "9")
    order = sales_order(company, ("A", 9))

    invoice(company, order, quantity=QuantityOption.ALL)

    assert (remainders(order), statuses(order)[0]) == ((9, 0, 9, 0), "invoiced")
    assert not PackingSlip.of(company.entity).exists()
    sold = InventoryTransaction.of(company.entity).of_origin(stock.ORIGIN, [only_line(order).pk])
    assert [(row.status, row.quantity) for row in sold] == [(StockStatus.SOLD, -9)]


@pytest.mark.scenario("sales", "S-41")
@pytest.mark.parametrize(("slip_required", "expected", "status"), [(False, 14, "invoiced"), (True, 6, "open")])
def test_an_item_may_be_invoiced_only_after_its_packing_slip(company: Company, slip_required: bool, expected: int, status: str) -> None:
    company.item("P", "5.00", packing_slip_required=slip_required)
    order = sales_order(company, ("P", 14))
    deliver(company, order, updates={10: 6})

    invoice(company, order, quantity=QuantityOption.ALL)

    assert only_line(order).invoiced_quantity == expected
    assert (only_line(order).deliver_remainder, statuses(order)[0]) == (14 - expected, status)


@pytest.mark.scenario("sales", "S-42")
def test_a_cancelled_remainder_leaves_the_stock_and_comes_back_when_reopened(company: Company) -> None:
    order = sales_order(company, ("A", 8))

    cancel_remainder(company.entity, [order.pk], company.clerk)
    assert statuses(order)[0] == "cancelled"
    assert not InventoryTransaction.of(company.entity).of_origin(stock.ORIGIN, [only_line(order).pk]).exists()
    reopen_remainder(company.entity, [order.pk], company.user("OM"))

    assert (statuses(order)[0], only_line(order).deliver_remainder) == ("open", 8)
    assert company.on_hand("A").on_order == 8


def test_an_invoiced_order_never_opens_again(company: Company) -> None:
    order = sales_order(company, ("A", 4), ("B", 6))
    deliver(company, order, updates={20: 0})
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)
    cancel_remainder(company.entity, [order.pk], company.clerk)

    with pytest.raises(OrderClosed, match="SO-000001 is Invoiced"):
        reopen_remainder(company.entity, [order.pk], company.user("OM"))


def test_the_cancelled_rest_of_a_delivered_order_opens_again(company: Company) -> None:
    order = sales_order(company, ("A", 4))
    deliver(company, order, updates={10: 3})
    cancel_remainder(company.entity, [order.pk], company.clerk)
    assert statuses(order)[0] == "delivered"

    reopen_remainder(company.entity, [order.pk], company.user("OM"))

    assert (statuses(order)[0], only_line(order).deliver_remainder) == ("open", 1)


@pytest.mark.scenario("sales", "S-43")
def test_a_quantity_is_lowered_to_what_was_delivered_at_most(company: Company) -> None:
    order = sales_order(company, ("A", 8))
    deliver(company, order, updates={10: 3})

    with pytest.raises(QuantityTooLow, match="lower than 3"):
        change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"quantity": Decimal(2)})], company.clerk)
    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"quantity": Decimal(3)})], company.clerk)

    assert statuses(order)[0] == "delivered"


@pytest.mark.scenario("sales", "S-49")
def test_chosen_packing_slips_are_invoiced_and_others_wait(company: Company) -> None:
    order = sales_order(company, ("A", 12))
    slips = [deliver(company, order, updates={10: quantity}).slips[0] for quantity in (3, 4, 5)]

    invoice(company, order, quantity=QuantityOption.PACKING_SLIP, slips=tuple(slip.pk for slip in slips[:2]))

    assert (remainders(order), statuses(order)[0]) == ((12, 0, 7, 5), "delivered")


@pytest.mark.scenario("sales", "S-57")
def test_an_item_that_must_be_picked_is_not_delivered_before(company: Company) -> None:
    company.item("P", "5.00", picking_required=True)

    with pytest.raises(NotPicked, match="0 of 4 picked"):
        deliver(company, sales_order(company, ("P", 4))).or_raise()


@pytest.mark.scenario("sales", "S-58")
def test_a_credit_line_brings_goods_back(company: Company) -> None:
    company.item("P", "30.00")
    order = sales_order(company, ("P", -2))
    line = only_line(order)
    rows = InventoryTransaction.of(company.entity).of_origin(stock.ORIGIN, [line.pk])

    deliver(company, order).or_raise()
    assert [(row.status, row.quantity) for row in rows.all()] == [(StockStatus.RECEIVED, 2)]
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)

    assert [(row.status, row.quantity) for row in rows.all()] == [(StockStatus.PURCHASED, 2)]
    assert line.net_amount == -60


@pytest.mark.scenario("sales", "S-61")
def test_reserving_takes_what_is_there_and_leaves_the_rest_on_order(company: Company) -> None:
    company.item("P", "5.00", negative_stock=False)
    company.stock("P", "4")

    sales_order(company, ("P", 9), automatic_reservation=True)

    on_hand = company.on_hand("P")
    assert (on_hand.reserved_physical, on_hand.on_order, on_hand.available_physical) == (4, 5, 0)


@pytest.mark.scenario("sales", "S-62")
def test_a_lowered_quantity_lowers_its_reservation_and_a_raised_one_waits_for_the_user(company: Company) -> None:
    company.stock("A", "6")
    order = sales_order(company, ("A", 6))
    line = stock.stocked_lines(company.entity, [only_line(order).pk])[only_line(order).pk]
    set_reservation(company.entity, stock.ORIGIN, [line.movement(Decimal(6))], {line.id: Decimal(6)})

    for quantity in (4, 7):
        change_lines(company.entity, order.pk, [LineEdit(line.id, {"quantity": Decimal(quantity)})], company.clerk)
        assert company.on_hand("A").reserved_physical == 4


def test_closed_orders_take_no_more_changes(company: Company) -> None:
    order = sales_order(company, ("A", 1))
    invoice(company, order)

    with pytest.raises(OrderClosed, match="SO-000001 is Invoiced"):
        change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"quantity": Decimal(2)})], company.clerk)


def test_a_line_that_was_delivered_stays(company: Company) -> None:
    order = sales_order(company, ("A", 4), ("B", 1))
    deliver(company, order, updates={10: 1, 20: 0})

    with pytest.raises(LineNotDeletable):
        change_lines(company.entity, order.pk, [LineEdit(lines_of(order)[0].pk, remove=True)], company.clerk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.scenario("sales", "S-59")
def test_of_two_deliveries_at_the_same_moment_one_finds_the_stock_taken() -> None:
    company = make_company()
    company.item("P", "5.00", negative_stock=False)
    company.stock("P", "10")
    orders = [sales_order(company, ("P", 6)) for _ in range(2)]
    company.user("WH")
    results: list[BusinessRuleError | None] = []

    def post(order: SalesOrder) -> None:
        try:
            results.append(next(iter(deliver(company, order).refusals.values()), None))
        finally:
            connection.close()

    threads = [threading.Thread(target=post, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(type(result) is StockShort for result in results) == [False, True]
    assert "only 4 available" in str(next(result for result in results if result))
    assert SalesOrderLine.of(company.entity).filter(delivered_quantity=6).count() == 1
