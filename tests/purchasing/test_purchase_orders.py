"""Purchase orders: what is on its way, what came in, and what was ordered for a sale (sales.md §12.4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.inventory.models import InventoryTransaction, StockStatus, Unit, UnitConversion
from foundation.ledger.checks import violations
from purchasing.errors import MoreThanOrdered, NoPurchaseLines, NothingToPurchase, PurchaseOrderClosed, QuantityNotPositive, VendorMissing
from purchasing.models import PurchaseOrder
from purchasing.services.change_purchase_order import cancel_purchase_remainder, confirm_dates
from purchasing.services.enter_purchase_orders import PurchaseDraft, PurchaseLineDraft, enter_purchase_orders
from purchasing.services.order_for_sales import Choice, order_for_sales, propose
from sales.models import SalesOrder
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.stock import release_reservations
from tests.factories.company import Company
from tests.factories.purchasing import lines_of_purchase, on_hand, purchase, receive, vendor
from tests.factories.sales import deliver, only_line, sales_order

pytestmark = pytest.mark.usefixtures("in_march")
MAY = date(2026, 5, 4)
ANSWERS = Answers(overwrite_prices=False)


@pytest.fixture
def company(company: Company) -> Company:
    """A company that sells wine which it must buy."""
    company.item("W", "10.00", base_cost=Decimal("6.50"), negative_stock=False)
    return company


def stock_of(company: Company, origin: str) -> dict[str, Decimal]:
    """Return the stock transactions of a kind of document by status."""
    rows = InventoryTransaction.of(company.entity).filter(origin=origin)
    return {row.status: row.quantity for row in rows}


def test_what_is_ordered_from_a_vendor_is_expected_in_the_warehouse(company: Company) -> None:
    order = purchase(company, "W", 12, due=MAY)

    stock = on_hand(company, "W")
    assert (stock.ordered, stock.physical, stock.total_available) == (12, 0, 12)
    line = lines_of_purchase(order)[0]
    assert (line.expected_date, line.unit_price, order.status) == (MAY, Decimal("6.5"), "open")
    assert InventoryTransaction.of(company.entity).get().expected_date == MAY


def test_a_receipt_of_a_part_raises_the_stock_at_its_cost_and_leaves_the_rest_expected(company: Company) -> None:
    order = purchase(company, "W", 12, due=MAY, unit_price=Decimal("7.00"))

    receipt = receive(company, order, 5)

    stock = on_hand(company, "W")
    assert (stock.physical, stock.ordered, stock.value) == (5, 7, Decimal("35.00"))
    assert receipt.lines.get().cost_amount == Decimal("35.00")
    order.refresh_from_db()
    assert order.status == "open"


def test_the_last_receipt_closes_the_order(company: Company) -> None:
    order = purchase(company, "W", 12)
    receive(company, order, 5)

    receive(company, order)

    order.refresh_from_db()
    assert (order.status, on_hand(company, "W").physical, on_hand(company, "W").ordered) == ("received", 12, 0)
    with pytest.raises(PurchaseOrderClosed):
        receive(company, order)


def test_no_more_comes_in_than_was_ordered(company: Company) -> None:
    order = purchase(company, "W", 12)
    receive(company, order, 5)

    with pytest.raises(MoreThanOrdered, match="only 7 of 12"):
        receive(company, order, 8)


def test_a_receipt_of_nothing_or_of_less_than_nothing_is_refused(company: Company) -> None:
    order = purchase(company, "W", 12)

    with pytest.raises(NoPurchaseLines):
        receive(company, order, 0)
    with pytest.raises(QuantityNotPositive):
        receive(company, order, -1)


def test_a_price_in_another_currency_costs_what_it_is_worth_on_the_day(company: Company) -> None:
    order = purchase(company, "W", 10, vendor=vendor(company, "V-USD", currency="USD"), unit_price=Decimal("8.00"))

    receipt = receive(company, order)

    worth = receipt.lines.get().cost_amount
    assert order.currency_id == "USD"
    assert worth == on_hand(company, "W").value
    assert worth != Decimal("80.00")


def test_the_date_that_a_vendor_confirms_is_the_date_that_goods_are_expected_on(company: Company) -> None:
    order = purchase(company, "W", 12, due=MAY)
    line = lines_of_purchase(order)[0]

    confirm_dates(company.entity, order.pk, {line.pk: date(2026, 5, 11)}, company.user("OM"))

    assert lines_of_purchase(order)[0].due == date(2026, 5, 11)
    assert InventoryTransaction.of(company.entity).get().expected_date == date(2026, 5, 11)


def test_what_is_cancelled_is_expected_no_more(company: Company) -> None:
    order = purchase(company, "W", 12)
    receive(company, order, 5)

    cancel_purchase_remainder(company.entity, order.pk, company.user("OM"))

    order.refresh_from_db()
    assert (order.status, on_hand(company, "W").ordered) == ("received", 0)


def test_an_order_of_which_nothing_came_is_cancelled_as_a_whole(company: Company) -> None:
    order = purchase(company, "W", 12)

    assert cancel_purchase_remainder(company.entity, order.pk, company.user("OM")).status == "cancelled"


def test_goods_ordered_for_a_sales_order_are_marked_for_it_and_reserved_on_arrival(company: Company) -> None:
    vendor(company, supplies="W")
    sale = sales_order(company, ("W", 8, "10.00"))

    (order,) = order_for_sales(company.entity, sale.pk, company.user("OM"))

    line = lines_of_purchase(order)[0]
    assert (line.sales_line, line.ordered_quantity, line.expected_date) == (only_line(sale), 8, sale.requested_ship_date)
    assert stock_of(company, "sales.salesorderline") == {StockStatus.RESERVED_ORDERED: -8}

    receive(company, order, 3)

    assert stock_of(company, "sales.salesorderline") == {StockStatus.RESERVED_ORDERED: -5, StockStatus.RESERVED_PHYSICAL: -3}
    assert on_hand(company, "W").available_physical == 0


def test_what_arrived_for_a_sales_order_is_delivered_by_its_packing_slip(company: Company) -> None:
    vendor(company, supplies="W")
    sale = sales_order(company, ("W", 8, "10.00"))
    (order,) = order_for_sales(company.entity, sale.pk, company.user("OM"))
    receive(company, order)

    deliver(company, sale).or_raise()

    assert only_line(sale).delivered_quantity == 8
    assert (on_hand(company, "W").physical, on_hand(company, "W").value) == (0, 0)


def test_what_is_ordered_already_is_not_offered_again(company: Company) -> None:
    supplier = vendor(company)
    sale = sales_order(company, ("W", 8, "10.00"))
    line = only_line(sale)
    order_for_sales(company.entity, sale.pk, company.user("OM"), {line.pk: Choice(Decimal(6), supplier)})

    with pytest.raises(NothingToPurchase, match="2 is left"):
        order_for_sales(company.entity, sale.pk, company.user("OM"), {line.pk: Choice(Decimal(3), supplier)})


def left_to_order(company: Company, sale: SalesOrder) -> list[Decimal]:
    """Return what is offered to be ordered of the lines of a sales order."""
    return [known.quantity for known in propose(company.entity, sale.pk)]


def test_what_arrived_for_a_sales_order_is_not_offered_again(company: Company) -> None:
    vendor(company, supplies="W")
    sale = sales_order(company, ("W", 10, "10.00"))
    (order,) = order_for_sales(company.entity, sale.pk, company.user("OM"))
    receive(company, order, 7)
    assert left_to_order(company, sale) == []

    receive(company, order)
    deliver(company, sale, updates={10: 4}).or_raise()

    assert left_to_order(company, sale) == []
    with pytest.raises(NoPurchaseLines):
        order_for_sales(company.entity, sale.pk, company.user("OM"))


def test_what_was_bought_and_delivered_leaves_the_rest_to_be_ordered(company: Company) -> None:
    supplier = vendor(company, supplies="W")
    sale = sales_order(company, ("W", 10, "10.00"))
    (order,) = order_for_sales(company.entity, sale.pk, company.user("OM"), {only_line(sale).pk: Choice(Decimal(4), supplier)})
    receive(company, order)
    deliver(company, sale, updates={10: 4}).or_raise()

    assert left_to_order(company, sale) == [6]


def test_what_left_from_stock_before_does_not_count_as_bought(company: Company) -> None:
    company.stock("W", "4")
    vendor(company, supplies="W")
    sale = sales_order(company, ("W", 10, "10.00"))
    deliver(company, sale, updates={10: 4}).or_raise()
    (order,) = order_for_sales(company.entity, sale.pk, company.user("OM"))
    receive(company, order)

    assert left_to_order(company, sale) == []


def test_goods_that_were_given_to_others_are_offered_again(company: Company) -> None:
    vendor(company, supplies="W")
    sale = sales_order(company, ("W", 10, "10.00"))
    (order,) = order_for_sales(company.entity, sale.pk, company.user("OM"))
    receive(company, order)

    release_reservations(company.entity, [only_line(sale).pk])

    assert left_to_order(company, sale) == [10]


def test_what_no_stock_is_kept_of_is_not_offered_again_either(company: Company) -> None:
    vendor(company, supplies="S")
    sale = sales_order(company, ("S", 10, "10.00"))
    (order,) = order_for_sales(company.entity, sale.pk, company.user("OM"))
    receive(company, order)
    assert left_to_order(company, sale) == []

    deliver(company, sale, updates={10: 4}).or_raise()

    assert left_to_order(company, sale) == []


def test_goods_ordered_by_the_box_count_when_the_sale_goes_on_in_pieces(company: Company) -> None:
    box = Unit.objects.get(code="box")
    UnitConversion.objects.create(item=company.items["W"], from_unit=box, to_unit=company.piece, factor=12)
    supplier = vendor(company, supplies="W")
    sale = sales_order(company, ("W", 24, "10.00"))
    line = only_line(sale)
    in_boxes, in_pieces = {"quantity": Decimal(3), "unit_id": box.pk}, {"quantity": Decimal(30), "unit_id": company.piece.pk}
    change_lines(company.entity, sale.pk, [LineEdit(line.pk, in_boxes)], company.user("OM"), ANSWERS)
    order_for_sales(company.entity, sale.pk, company.user("OM"), {line.pk: Choice(Decimal(2), supplier)})
    change_lines(company.entity, sale.pk, [LineEdit(line.pk, in_pieces)], company.user("OM"), ANSWERS)

    assert left_to_order(company, sale) == [6]


def test_a_line_without_a_vendor_is_not_ordered(company: Company) -> None:
    sale = sales_order(company, ("W", 8, "10.00"))

    with pytest.raises(VendorMissing, match="item W has no primary vendor"):
        order_for_sales(company.entity, sale.pk, company.user("OM"))


def test_giving_up_what_was_ordered_for_a_sale_gives_its_reservation_back(company: Company) -> None:
    vendor(company, supplies="W")
    sale = sales_order(company, ("W", 8, "10.00"))
    (order,) = order_for_sales(company.entity, sale.pk, company.user("OM"))

    cancel_purchase_remainder(company.entity, order.pk, company.user("OM"))

    assert stock_of(company, "sales.salesorderline") == {StockStatus.ON_ORDER: -8}


def test_the_books_hold_after_receipts_and_cancellations(company: Company) -> None:
    order = purchase(company, "W", 12)
    receive(company, order, 5)
    cancel_purchase_remainder(company.entity, order.pk, company.user("OM"))
    purchase(company, "W", 4)

    assert violations() == []


def test_entering_and_receiving_take_the_same_statements_for_one_line_and_for_many(company: Company) -> None:
    for number in range(8):
        company.item(f"W{number}", "10.00", base_cost=Decimal(5))
    supplier = vendor(company)

    def enter(items: list[str]) -> tuple[PurchaseOrder, int]:
        lines = [PurchaseLineDraft(company.items[number], Decimal(3), company.warehouse.pk) for number in items]
        with CaptureQueriesContext(
            connection,
        ) as entering:
            (order,) = enter_purchase_orders(company.entity, [PurchaseDraft(supplier, lines)], company.user("OM"))
        return order, len(entering)

    many = [f"W{number}" for number in range(8)]
    for warm in (many, ["W"]):
        receive(company, enter(warm)[0])
    one, few = enter(["W"])
    other, lots = enter(many)
    assert lots <= few
    with CaptureQueriesContext(connection) as receiving_one:
        receive(company, one)
    with CaptureQueriesContext(connection) as receiving_many:
        receive(company, other)
    assert len(receiving_many) <= len(receiving_one)
