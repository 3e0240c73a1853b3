"""What was paid is given back once, at what was paid for it, whatever becomes of the order that credits (sales.md §13.3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from foundation.inventory.models import ItemDiscountGroup
from invoicing.errors import MoreThanCreditable
from invoicing.models import CustomerInvoice, CustomerInvoiceLine
from invoicing.services.credit_invoice import Crediting, credit_invoice
from returns.services.register_arrivals import reverse_registrations
from sales.errors import CreditFixed, OrderClosed
from sales.models import SalesOrder, SalesOrderCharge
from sales.schedule import Delivery
from sales.services.cancel_remainder import cancel_remainder, reopen_remainder
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.delivery_schedule import ScheduleRequest, make_schedule
from sales.services.enter_orders import ChargeDraft
from sales.services.split_lines import split_line
from tests.factories.company import Company
from tests.factories.invoicing import invoice
from tests.factories.returns import announce, arrive, disposition, return_lines, sold_line
from tests.factories.sales import agreement, charge_code, deliver, lines_of, only_line, sales_order, set_parameters

pytestmark = pytest.mark.usefixtures("in_march")
KEPT = Answers(overwrite_prices=False)


def credit(company: Company, sold: CustomerInvoice, quantity: int) -> SalesOrder:
    """Credit a quantity of the only line of an invoice."""
    line = CustomerInvoiceLine.of(company.entity).get(invoice=sold)
    return credit_invoice(company.entity, sold.pk, Crediting({line.pk: Decimal(quantity)}, reason="wrong"), company.user("OM"))


@pytest.fixture
def sold(company: Company) -> CustomerInvoice:
    """An invoice of six."""
    return invoice(company, sales_order(company, ("A", 6, "40")))


@pytest.mark.parametrize("values", [{"quantity": Decimal(-60)}, {"quantity": Decimal(6)}], ids=["more", "the other way"])
def test_a_line_that_credits_becomes_less_and_nothing_else(company: Company, sold: CustomerInvoice, values: dict[str, Any]) -> None:
    order = credit(company, sold, 6)
    line, user = only_line(order), company.user("OM")

    with pytest.raises(CreditFixed):
        change_lines(company.entity, order.pk, [LineEdit(line.pk, values)], user, KEPT)
    with pytest.raises(CreditFixed):
        split_line(company.entity, order.pk, line.pk, Decimal(-5), user)
    halves = [Delivery(Decimal(-3), date(2026, 4, 1)), Delivery(Decimal(-3), date(2026, 5, 1))]
    with pytest.raises(CreditFixed):
        make_schedule(company.entity, order.pk, ScheduleRequest(line.pk, halves), user)

    change_lines(company.entity, order.pk, [LineEdit(line.pk, {"quantity": Decimal(-2)})], user, KEPT)
    assert (only_line(order).ordered_quantity, only_line(credit(company, sold, 4)).ordered_quantity) == (-2, -4)
    with pytest.raises(MoreThanCreditable):
        credit(company, sold, 1)


def test_a_credit_that_was_cancelled_does_not_come_back(company: Company, sold: CustomerInvoice) -> None:
    first = credit(company, sold, 6)
    cancel_remainder(company.entity, [first.pk], company.user("OM"))
    credit(company, sold, 6)

    with pytest.raises(OrderClosed):
        reopen_remainder(company.entity, [first.pk], company.user("OM"))


def test_what_was_paid_comes_back_although_the_open_rest_costs_less_now(company: Company) -> None:
    order = sales_order(company, ("A", 10, "121"), prices_include_tax=True, total_discount_percent=Decimal(10))
    deliver(company, order, updates={10: 5})
    paid = invoice(company, order, quantity="packing_slip")
    line = only_line(order)
    change_lines(company.entity, order.pk, [LineEdit(line.pk, {"unit_price": Decimal("60.5")})], company.user("OM"), KEPT)

    note = invoice(company, credit(company, paid, 5))

    assert (paid.invoice_amount, note.invoice_amount) == (Decimal("544.50"), Decimal("-544.50"))


def test_what_does_not_come_back_after_all_is_closed_without_tolerance_and_can_be_credited_again(company: Company) -> None:
    sold = invoice(company, sales_order(company, ("A", 6, "40")))
    line = CustomerInvoiceLine.of(company.entity).get(invoice=sold)
    order = credit_invoice(company.entity, sold.pk, Crediting({line.pk: Decimal(6)}, "wrong", goods_return=True), company.user("OM"))

    deliver(company, order, updates={10: (-3, True)}).or_raise()

    assert (only_line(order).delivered_quantity, only_line(order).cancelled_quantity) == (-3, -3)
    assert invoice(company, order).sum_lines == -120
    assert only_line(credit(company, sold, 3)).ordered_quantity == -3


def taken(order: SalesOrder) -> Decimal:
    """Return what invoices took of the only charge of an order."""
    return SalesOrderCharge.of(order.legal_entity_id).get(order=order).invoiced_amount


@pytest.mark.parametrize("delivered", [(11,), (5, 6)], ids=["at once", "in two parts"])
def test_a_prorated_charge_comes_once_though_more_is_delivered_than_was_ordered(company: Company, delivered: tuple[int, ...]) -> None:
    freight = charge_code(company, prorate=True)
    order = sales_order(company, ("A", 10, "40"), charges=[ChargeDraft(freight.pk, Decimal(100))])
    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"overdelivery_percent": Decimal(10)})], company.user("OM"))

    for quantity in delivered:
        deliver(company, order, updates={10: quantity}).or_raise()
        invoice(company, order, quantity="packing_slip")

    assert taken(order) == 100


def test_a_prorated_charge_is_shared_by_what_lines_are_worth_whatever_their_sign(company: Company) -> None:
    freight = charge_code(company, prorate=True)
    order = sales_order(company, ("A", 10, "40"), ("B", -9, "40"), charges=[ChargeDraft(freight.pk, Decimal(100))])

    deliver(company, order, updates={10: 10, 20: 0}).or_raise()
    invoice(company, order, quantity="packing_slip")
    assert taken(order) == Decimal("52.63")

    deliver(company, order, updates={20: -9}).or_raise()
    invoice(company, order, quantity="packing_slip")
    assert taken(order) == 100


COMBINATIONS = ["line", "multiline", "max", "min", "sum", "product"]


@pytest.mark.parametrize("combination", COMBINATIONS)
def test_discounts_of_several_lines_come_back_once_however_discounts_combine(company: Company, combination: str) -> None:
    set_parameters(company, discount=combination, auto_multiline=True)
    group = ItemDiscountGroup.of(company.entity).create(legal_entity=company.entity, code="MG", name="MG", kind="multiline")
    company.item("P", "100.00", multiline_discount_group=group)
    agreement(company, "multiline", item_relation="group", item_key="MG", percent_1=Decimal(10))
    sold = invoice(company, sales_order(company, ("P", 10, None, {"discount_percent": Decimal(5)})))

    order = credit(company, sold, 6)
    change_lines(company.entity, order.pk, [LineEdit(only_line(order).pk, {"quantity": Decimal(-5)})], company.user("OM"), KEPT)

    assert abs(invoice(company, order).invoice_amount * 2 + sold.invoice_amount) <= Decimal("0.01")


@pytest.mark.parametrize("combination", COMBINATIONS)
def test_goods_that_go_back_to_the_customer_are_credited_with_nothing(company: Company, combination: str) -> None:
    set_parameters(company, discount=combination)
    returned = announce(company, (sold_line(company), 3))

    arrive(company, returned, "return_to_customer")

    assert [line.net_amount for line in lines_of(returned.order)] == [0]


def test_the_charge_of_a_disposition_comes_once_though_the_arrival_is_registered_again(company: Company) -> None:
    code = disposition(company)
    code.charge, code.charge_value = charge_code(company), Decimal(15)
    code.save()
    returned = announce(company, (sold_line(company), 3))

    arrive(company, returned)
    reverse_registrations(company.entity, [line.pk for line in return_lines(returned)], company.user("WH"))
    arrive(company, returned)

    assert [charge.value for charge in SalesOrderCharge.of(company.entity).filter(order=returned.order)] == [15]
