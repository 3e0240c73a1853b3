"""Direct delivery: a vendor sends the goods of a sales order straight to its customer (sales.md §12.5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from foundation.inventory.models import InventoryTransaction, Unit, UnitConversion, Warehouse
from foundation.ledger.checks import violations
from purchasing.errors import DirectInPart
from purchasing.models import PurchaseOrder, PurchaseOrderLine
from purchasing.services.change_purchase_order import cancel_purchase_remainder, confirm_dates
from purchasing.services.deliver_direct import deliver_direct
from purchasing.services.order_for_sales import Choice
from sales.corrections import CorrectionRequest
from sales.direct_errors import (
    DeliveredByVendor,
    DirectLineFixed,
    DirectPartlyDelivered,
    HasDirectDelivery,
    LineHeld,
    PurchaseAttached,
    SplitFirst,
)
from sales.models import PackingSlip, SalesOrder
from sales.packing_slip_errors import SlipHasCounterpart
from sales.services.cancel_remainder import cancel_remainder, reopen_remainder
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.change_order import change_order
from sales.services.change_type import change_type
from sales.services.correct_packing_slips import correct_packing_slips
from sales.services.delete_order import delete_orders
from sales.type_changes import TypeChange
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.purchasing import lines_of_purchase, purchase, receive, vendor
from tests.factories.sales import deliver, lines_of, only_line, sales_order, set_parameters

pytestmark = pytest.mark.usefixtures("in_march")
KEEP_PRICES = Answers(overwrite_prices=False)


@pytest.fixture
def company(company: Company) -> Company:
    """A company whose wine comes from vendor V-1; stock may not go below zero."""
    company.item("W", "10.00", base_cost=Decimal(6), negative_stock=False)
    vendor(company, supplies="W")
    return company


@pytest.fixture
def order(company: Company) -> SalesOrder:
    """An order of 8 that the vendor delivers."""
    made = sales_order(company, ("W", 8, "10.00"))
    deliver_direct(company.entity, made.pk, company.user("OM"))
    return made


def purchase_of(company: Company) -> PurchaseOrder:
    """Return the only purchase order."""
    return PurchaseOrder.of(company.entity).get()


@pytest.mark.scenario("sales", "S-80")
def test_the_receipt_of_the_vendor_posts_the_packing_slip(company: Company, order: SalesOrder) -> None:
    receive(company, purchase_of(company), 3, on=date(2026, 3, 30))

    slip = PackingSlip.of(company.entity).get()
    assert (slip.lines.get().quantity, slip.date) == (3, date(2026, 3, 30))
    stock = company.on_hand("W")
    assert (stock.physical, stock.value, stock.on_order, stock.ordered) == (0, 0, 0, 0)
    assert (only_line(order).delivered_quantity, only_line(order).deliver_remainder) == (3, 5)
    assert violations() == []


@pytest.mark.scenario("sales", "S-80")
def test_the_sales_order_itself_posts_no_packing_slip(company: Company, order: SalesOrder) -> None:
    with pytest.raises(DeliveredByVendor) as refused:
        deliver(company, order).or_raise()

    assert str(refused.value) == f"Line 10 is delivered by vendor Vendor V-1; post the receipt on purchase order {purchase_of(company)}."


@pytest.mark.scenario("sales", "S-80")
def test_an_invoice_of_everything_takes_what_was_received_only(company: Company, order: SalesOrder) -> None:
    receive(company, purchase_of(company), 3, on=date(2026, 3, 30))

    invoice(company, order, quantity="all")

    line = only_line(order)
    assert (line.invoiced_quantity, line.deliver_remainder, line.status) == (3, 5, "open")
    assert violations() == []


@pytest.mark.scenario("sales", "S-81")
def test_the_day_that_the_vendor_confirms_is_promised_to_the_customer(company: Company, order: SalesOrder) -> None:
    line = lines_of_purchase(purchase_of(company))[0]

    confirm_dates(company.entity, line.order_id, {line.pk: date(2026, 7, 14)}, company.user("OM"))

    promised = only_line(order)
    assert (promised.confirmed_ship_date, promised.confirmed_receipt_date) == (date(2026, 7, 14), date(2026, 7, 14))


def test_the_purchase_order_has_the_address_of_the_customer_and_names_the_line(company: Company, order: SalesOrder) -> None:
    bought = purchase_of(company)

    assert (bought.delivery_city, bought.delivery_name) == (order.delivery_city, order.delivery_name)
    line = lines_of_purchase(bought)[0]
    assert (line.sales_line, line.expected_date, line.direct_delivery) == (only_line(order), order.requested_receipt_date, True)
    assert only_line(order).delivery_type == "direct"
    assert not InventoryTransaction.of(company.entity).exists()


def test_a_reserved_line_does_not_become_a_direct_delivery(company: Company) -> None:
    set_parameters(company, reservation="automatic")
    company.stock("W", "8")
    made = sales_order(company, ("W", 8, "10.00"))

    with pytest.raises(LineHeld):
        deliver_direct(company.entity, made.pk, company.user("OM"))


def test_a_partly_delivered_line_must_be_split_first(company: Company) -> None:
    company.stock("W", "3")
    made = sales_order(company, ("W", 8, "10.00"))
    deliver(company, made, updates={10: 3}).or_raise()

    with pytest.raises(SplitFirst, match="remaining 5"):
        deliver_direct(company.entity, made.pk, company.user("OM"))


def test_lines_from_stock_leave_while_the_vendor_delivers_the_others(company: Company) -> None:
    company.stock("W", "2")
    made = sales_order(company, ("W", 8, "10.00"), ("W", 2, "10.00"))
    first, _second = lines_of(made)
    deliver_direct(company.entity, made.pk, company.user("OM"), {first.pk: Choice()})

    deliver(company, made).or_raise()

    assert [line.delivered_quantity for line in lines_of(made)] == [0, 2]


def test_deleting_the_line_asks_and_then_cancels_the_purchase_line(company: Company, order: SalesOrder) -> None:
    line = only_line(order)
    with pytest.raises(PurchaseAttached, match="PO-"):
        change_lines(company.entity, order.pk, [LineEdit(line.pk, remove=True)], company.user("OM"))

    change_lines(company.entity, order.pk, [LineEdit(line.pk, remove=True)], company.user("OM"), Answers(delete_attached=True))

    assert purchase_of(company).status == "cancelled"


def test_a_partly_delivered_line_is_not_deleted(company: Company, order: SalesOrder) -> None:
    receive(company, purchase_of(company), 3, on=date(2026, 3, 30))

    with pytest.raises(DirectPartlyDelivered):
        change_lines(
            company.entity, order.pk, [LineEdit(only_line(order).pk, remove=True)], company.user("OM"), Answers(delete_attached=True)
        )


def test_deleting_the_order_asks_too(company: Company, order: SalesOrder) -> None:
    access = company.access("OM")
    with pytest.raises(PurchaseAttached):
        delete_orders(access, [order.pk])

    delete_orders(access, [order.pk], delete_attached=True)

    assert purchase_of(company).status == "cancelled"
    assert PurchaseOrderLine.of(company.entity).get().sales_line_id is None


def test_cancelling_the_remainder_of_the_sale_cancels_that_of_the_purchase(company: Company, order: SalesOrder) -> None:
    receive(company, purchase_of(company), 3, on=date(2026, 3, 30))

    cancel_remainder(company.entity, [order.pk], company.user("OM"))

    assert (purchase_of(company).status, only_line(order).status) == ("received", "delivered")


def test_a_vendor_that_gives_up_leaves_the_rest_to_stock(company: Company, order: SalesOrder) -> None:
    cancel_purchase_remainder(company.entity, purchase_of(company).pk, company.user("OM"))

    assert only_line(order).delivery_type == "stock"
    assert company.on_hand("W").on_order == 8
    assert violations() == []


def test_wished_dates_and_addresses_follow_to_the_purchase_order(company: Company, order: SalesOrder) -> None:
    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"requested_ship_date": date(2026, 5, 11)})], company.user("OM"))
    change_order(company.entity, order.pk, {"delivery_city": "Delft"}, company.user("OM"))

    bought = purchase_of(company)
    assert (lines_of_purchase(bought)[0].expected_date, bought.delivery_city) == (date(2026, 5, 11), "Delft")


def test_an_order_with_a_direct_delivery_keeps_its_type(company: Company, order: SalesOrder) -> None:
    with pytest.raises(HasDirectDelivery, match="remove purchase order PO-"):
        change_type(company.entity, order.pk, TypeChange("journal"), company.user("OM"))


def test_the_packing_slip_of_a_receipt_is_not_cancelled(company: Company, order: SalesOrder) -> None:
    receive(company, purchase_of(company), 3, on=date(2026, 3, 30))
    slip = PackingSlip.of(company.entity).get()

    with pytest.raises(SlipHasCounterpart, match="PR-"):
        correct_packing_slips(CorrectionRequest(company.entity, [slip.pk]), company.user("OM")).or_raise()


def test_cancelling_a_part_of_the_sale_cancels_as_much_of_the_purchase(company: Company, order: SalesOrder) -> None:
    cancel_remainder(company.entity, [order.pk], company.user("OM"), wanted={only_line(order).pk: Decimal(3)})

    line = lines_of_purchase(purchase_of(company))[0]
    assert (line.cancelled_quantity, line.remainder, only_line(order).delivery_type) == (3, 5, "direct")
    receive(company, purchase_of(company), on=date(2026, 3, 30))
    assert (only_line(order).delivered_quantity, only_line(order).status) == (5, "delivered")
    assert violations() == []


def test_a_vendor_gives_up_all_that_is_left_of_a_direct_delivery_and_never_a_part(company: Company, order: SalesOrder) -> None:
    bought = purchase_of(company)
    line = lines_of_purchase(bought)[0]

    with pytest.raises(DirectInPart, match=f"order {order.number}; give up all 8 of it"):
        cancel_purchase_remainder(company.entity, bought.pk, company.user("OM"), wanted={line.pk: Decimal(3)})

    assert (lines_of_purchase(bought)[0].remainder, only_line(order).delivery_type) == (8, "direct")


def test_what_a_vendor_gives_up_after_a_part_came_waits_in_the_stock(company: Company, order: SalesOrder) -> None:
    receive(company, purchase_of(company), 3, on=date(2026, 3, 30))

    cancel_purchase_remainder(company.entity, purchase_of(company).pk, company.user("OM"))

    assert (only_line(order).delivery_type, company.on_hand("W").on_order) == ("stock", 5)
    assert violations() == []


def test_a_cancelled_line_that_is_opened_again_leaves_from_stock_or_is_ordered_anew(company: Company, order: SalesOrder) -> None:
    cancel_remainder(company.entity, [order.pk], company.user("OM"))
    reopen_remainder(company.entity, [order.pk], company.user("OM"))

    assert (only_line(order).delivery_type, company.on_hand("W").on_order) == ("stock", 8)
    again = deliver_direct(company.entity, order.pk, company.user("OM"))[0]
    receive(company, again, on=date(2026, 3, 30))
    assert only_line(order).delivered_quantity == 8
    assert violations() == []


def test_a_part_that_was_cancelled_is_not_opened_again_while_the_vendor_owes_the_rest(company: Company, order: SalesOrder) -> None:
    cancel_remainder(company.entity, [order.pk], company.user("OM"), wanted={only_line(order).pk: Decimal(3)})

    with pytest.raises(DirectLineFixed, match=f"Quantity cannot be changed.*cancel what is left of purchase order {purchase_of(company)} "):
        reopen_remainder(company.entity, [order.pk], company.user("OM"))

    cancel_purchase_remainder(company.entity, purchase_of(company).pk, company.user("OM"))
    reopen_remainder(company.entity, [order.pk], company.user("OM"))
    assert (only_line(order).delivery_type, company.on_hand("W").on_order) == ("stock", 8)


def test_a_part_that_is_opened_again_after_the_vendor_delivered_the_rest_leaves_from_stock(company: Company, order: SalesOrder) -> None:
    cancel_remainder(company.entity, [order.pk], company.user("OM"), wanted={only_line(order).pk: Decimal(3)})
    receive(company, purchase_of(company), on=date(2026, 3, 30))

    reopen_remainder(company.entity, [order.pk], company.user("OM"))

    assert (only_line(order).delivery_type, company.on_hand("W").on_order) == ("stock", 3)
    assert violations() == []


def test_an_order_whose_direct_delivery_was_cancelled_takes_another_type(company: Company) -> None:
    made = sales_order(company, ("W", 8, "10.00"), ("W", 2, "10.00"))
    first, _second = lines_of(made)
    deliver_direct(company.entity, made.pk, company.user("OM"), {first.pk: Choice()})
    cancel_remainder(company.entity, [made.pk], company.user("OM"), wanted={first.pk: Decimal(8)})

    change_type(company.entity, made.pk, TypeChange("journal"), company.user("OM"))

    made.refresh_from_db()
    assert made.order_type == "journal"


def test_a_sales_line_has_one_open_direct_purchase_line(company: Company, order: SalesOrder) -> None:
    with pytest.raises(IntegrityError, match="purchase_line_one_open_direct"):
        purchase(company, "W", 2, sales_line=only_line(order), direct_delivery=True)


@pytest.mark.parametrize(
    ("name", "shown"), [("item_id", "Item"), ("unit_id", "Unit"), ("quantity", "Quantity"), ("warehouse_id", "Warehouse")]
)
def test_a_line_stays_what_was_ordered_from_its_vendor(company: Company, order: SalesOrder, name: str, shown: str) -> None:
    line, wanted = only_line(order), other_values(company)[name]

    with pytest.raises(DirectLineFixed, match=f"Line 10: {shown} cannot be changed.*Vendor V-1.*order {purchase_of(company)} first"):
        change_lines(company.entity, order.pk, [LineEdit(line.pk, {name: wanted})], company.user("OM"), KEEP_PRICES)

    cancel_purchase_remainder(company.entity, purchase_of(company).pk, company.user("OM"))
    change_lines(company.entity, order.pk, [LineEdit(line.pk, {name: wanted})], company.user("OM"), KEEP_PRICES)
    assert deliver_direct(company.entity, order.pk, company.user("OM"), {line.pk: Choice(None, vendor(company))})
    assert violations() == []


def other_values(company: Company) -> dict[str, Any]:
    """Return another value for each field that says what a vendor sends."""
    box = Unit.objects.get(code="box")
    UnitConversion.objects.create(item=company.items["W"], from_unit=box, to_unit=company.piece, factor=12)
    shop = Warehouse.of(company.entity).create(legal_entity=company.entity, code="W2", name="Shop", site=company.warehouse.site)
    return {"item_id": company.items["A"].pk, "unit_id": box.pk, "quantity": Decimal(3), "warehouse_id": shop.pk}


def test_a_quantity_that_is_added_after_the_vendor_delivered_leaves_from_stock(company: Company, order: SalesOrder) -> None:
    receive(company, purchase_of(company), on=date(2026, 3, 30))

    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"quantity": Decimal(10)})], company.user("OM"), KEEP_PRICES)

    assert (only_line(order).delivery_type, company.on_hand("W").on_order) == ("stock", 2)
    assert violations() == []


def test_a_warehouse_of_the_order_leaves_direct_deliveries_where_they_go_through(company: Company, order: SalesOrder) -> None:
    shop = other_values(company)["warehouse_id"]

    change_order(company.entity, order.pk, {"warehouse_id": shop}, company.user("OM"), answers=KEEP_PRICES)

    assert only_line(order).warehouse_id == company.warehouse.pk
    receive(company, purchase_of(company), on=date(2026, 3, 30))
    assert only_line(order).delivered_quantity == 8
    assert violations() == []
