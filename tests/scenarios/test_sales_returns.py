"""Return orders as the specification tells them: what comes back, at which price and cost, and by when (sales.md §24)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from foundation.ledger.checks import violations
from invoicing.models import CustomerInvoice, CustomerInvoiceLine
from returns.errors import LineNotRegistered, MoreThanInvoiced, NotCreated, OtherCustomer, ReturnCustomerBlocked, ReturnReasonMissing
from returns.models import ReturnableLine, ReturnLine, ReturnOrder, ReturnParameters, ReturnReasonCode, lines_to_return
from returns.services.cancel_returns import cancel_returns
from returns.services.change_return import change_return
from returns.services.enter_returns import EnteredReturns, enter_returns
from returns.services.plan_returns import ReturnDraft, ReturnLineDraft
from sales.errors import ReturnChangedApart, ReturnQuantityPositive
from sales.models import SalesOrder, SalesOrderCharge, SalesOrderLine
from sales.services.cancel_remainder import cancel_remainder
from sales.services.enter_orders import LineDraft, OrderDraft, create_orders
from tests.factories.batch_invoicing import job, outcomes, run
from tests.factories.company import Company
from tests.factories.invoicing import invoice, post
from tests.factories.sales import charge_code, deliver, only_line, sales_order

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def reason(company: Company) -> ReturnReasonCode:
    """Why goods come back."""
    return ReturnReasonCode.of(company.entity).create(legal_entity=company.entity, code="OTHER", names={"en": "Other"})


@pytest.fixture
def sold(company: Company) -> CustomerInvoiceLine:
    """Twelve pieces at 75.00 less 8 %, which cost 51.20 each."""
    company.item("T", "75.00", default_warehouse=company.warehouse)
    company.stock("T", "12", cost="51.20")
    order = sales_order(company, ("T", 12, "75.00", {"discount_percent": D(8)}))
    deliver(company, order).or_raise()
    [line] = CustomerInvoiceLine.of(company.entity).filter(invoice=invoice(company, order))
    assert line.line_net == D("828.00")
    return line


def enter(company: Company, *lines: ReturnLineDraft, customer: str = "C-100", **values: Any) -> EnteredReturns:
    """Enter a return order of a customer."""
    values.setdefault("reason", ReturnReasonCode.of(company.entity).first())
    draft = ReturnDraft(company.customers[customer].pk, lines, **values)
    return enter_returns(company.entity, [draft], company.user("OC"))


def returned(company: Company, *lines: ReturnLineDraft, **values: Any) -> ReturnOrder:
    """Enter a return order and return it; the refusal is raised."""
    return enter(company, *lines, **values).or_raise().returns[0]


def of_invoice(line: CustomerInvoiceLine, quantity: Any) -> ReturnLineDraft:
    """Return a part of an invoice line as it was found."""
    return ReturnLineDraft(D(quantity), invoice_line_id=line.pk)


@pytest.mark.scenario("sales", "S-87")
def test_goods_come_back_at_price_and_cost_of_their_sale_and_never_more_than_were_sold(
    company: Company, sold: CustomerInvoiceLine, reason: ReturnReasonCode
) -> None:
    made = returned(company, of_invoice(sold, 3))

    line, extra = only_line(made.order), ReturnLine.of(company.entity).get(return_order=made)
    assert (line.ordered_quantity, line.net_amount, extra.return_cost_price) == (-3, D("-207.00"), D("51.20"))
    assert (extra.origin_invoice_line, extra.return_lot_id, extra.status) == (sold, sold.order_line_id, "awaiting")
    with pytest.raises(MoreThanInvoiced, match=r"at most 9 can be returned \(12 sold, 3 already returned\)"):
        returned(company, of_invoice(sold, -10))
    with pytest.raises(MoreThanInvoiced):
        returned(company, of_invoice(sold, 5), of_invoice(sold, 5))
    assert violations() == []


def test_the_table_itself_refuses_more_than_was_invoiced(company: Company, sold: CustomerInvoiceLine, reason: ReturnReasonCode) -> None:
    returned(company, of_invoice(sold, 12))

    with pytest.raises(IntegrityError, match="returnable_line_never_more_than_invoiced"), transaction.atomic():
        ReturnableLine.of(company.entity).update(returned_quantity=D(13))
    assert not lines_to_return(company.entity).filter(pk=sold.pk).exists()


@pytest.mark.scenario("sales", "S-88")
def test_by_hand_the_price_and_the_cost_of_today_count_and_a_warning_says_so(company: Company, reason: ReturnReasonCode) -> None:
    item = company.item("T", "80.00", default_warehouse=company.warehouse)
    company.stock("T", "10", cost="54.00")

    entered = enter(company, ReturnLineDraft(D(3), item.pk)).or_raise()

    made = entered.returns[0]
    assert only_line(made.order).net_amount == D("-240.00")
    assert ReturnLine.of(company.entity).get(return_order=made).return_cost_price == D(54)
    assert [notice.code for notice in entered.notices[0]] == ["RET-05"]


def test_what_the_total_discount_of_the_invoice_took_off_is_not_credited(company: Company, reason: ReturnReasonCode) -> None:
    order = sales_order(company, ("A", 4, "25.00"), total_discount_percent=D(10))
    [line] = CustomerInvoiceLine.of(company.entity).filter(invoice=invoice(company, order))

    made = returned(company, of_invoice(line, 2))

    assert (line.total_discount_share, made.order.order_amount) == (D(10), D(-45))


@pytest.mark.scenario("sales", "S-97")
def test_the_deadline_is_the_return_period_after_today_and_passed_ones_stand_in_a_list(
    company: Company, sold: CustomerInvoiceLine, reason: ReturnReasonCode
) -> None:
    ReturnParameters.objects.create(legal_entity=company.entity, return_period_days=45)

    made = returned(company, of_invoice(sold, 1))
    late = returned(company, of_invoice(sold, 1), deadline=date(2020, 10, 27))

    assert (made.deadline - company.entity.today()).days == 45
    assert list(ReturnOrder.of(company.entity).expired()) == [late]


@pytest.mark.scenario("sales", "S-98")
def test_another_reason_adds_its_charge_and_takes_none_away(company: Company, sold: CustomerInvoiceLine) -> None:
    damaged, wrong = (
        ReturnReasonCode.of(company.entity).create(
            legal_entity=company.entity, code=code, names={"en": code}, charge=charge_code(company, code), charge_value=D(value)
        )
        for code, value in (("DAMAGED", "10.00"), ("WRONG", "4.00"))
    )
    made = returned(company, of_invoice(sold, 1), reason=damaged)

    notices = change_return(company.access("OC"), made.pk, {"reason": wrong})

    charges = SalesOrderCharge.of(company.entity).filter(order=made.order).order_by("pk").values_list("code__code", "value", "line")
    assert list(charges) == [("DAMAGED", D(10), None), ("WRONG", D(4), None)]
    assert [notice.code for notice in notices] == ["RET-16"]
    assert SalesOrder.of(company.entity).get(pk=made.order_id).order_amount == D("-55.00")


@pytest.mark.scenario("sales", "S-99")
def test_only_a_return_of_which_nothing_arrived_is_cancelled(company: Company, sold: CustomerInvoiceLine, reason: ReturnReasonCode) -> None:
    made = returned(company, of_invoice(sold, 12))
    ReturnOrder.of(company.entity).filter(pk=made.pk).update(status="open")
    with pytest.raises(NotCreated):
        cancel_returns(company.entity, [made.pk], company.user("OC"))
    ReturnOrder.of(company.entity).filter(pk=made.pk).update(status="created")

    cancel_returns(company.entity, [made.pk], company.user("OC"))

    line = only_line(made.order)
    assert (line.status, line.cancelled_quantity, ReturnLine.of(company.entity).get().status) == ("cancelled", -12, "cancelled")
    assert returned(company, of_invoice(sold, 12)).status == "created"
    assert violations() == []


@pytest.mark.scenario("sales", "S-102")
def test_goods_that_nobody_registered_have_neither_packing_slip_nor_credit_note(
    company: Company, sold: CustomerInvoiceLine, reason: ReturnReasonCode
) -> None:
    made = returned(company, of_invoice(sold, 3))

    with pytest.raises(LineNotRegistered, match="must be Registered .is Expected"):
        deliver(company, made.order, updates={10: -3}).or_raise()
    refused = post(company, made.order, quantities={only_line(made.order).pk: D(-3)})
    assert [error.code for error in refused.plan.refused[made.order_id]] == ["RET-12"]
    assert CustomerInvoice.of(company.entity).filter(document_type="credit_note").count() == 0


def test_a_batch_passes_over_returns_that_did_not_arrive(company: Company, sold: CustomerInvoiceLine, reason: ReturnReasonCode) -> None:
    made = returned(company, of_invoice(sold, 3))

    assert outcomes(company, run(company, job(company))) == [(made.order.number, "skipped", "RET-22")]


@pytest.mark.scenario("sales", "S-131")
def test_a_return_stands_in_the_lists_of_sales_once_it_is_open(
    company: Company, sold: CustomerInvoiceLine, reason: ReturnReasonCode
) -> None:
    made = returned(company, of_invoice(sold, 3))
    orders, lines = SalesOrder.of(company.entity).for_list(), SalesOrderLine.of(company.entity).for_open_list()
    assert not orders.filter(pk=made.order_id).exists()
    assert not lines.filter(order=made.order_id).exists()

    ReturnOrder.of(company.entity).filter(pk=made.pk).update(status="open")

    assert orders.all().filter(pk=made.order_id).exists()
    assert lines.all().filter(order=made.order_id).exists()


def test_the_pages_of_sales_neither_change_nor_cancel_nor_delete_a_return(
    company: Company, sold: CustomerInvoiceLine, reason: ReturnReasonCode
) -> None:
    made = returned(company, of_invoice(sold, 3))

    with pytest.raises(ReturnChangedApart):
        cancel_remainder(company.entity, [made.order_id], company.user("OM"))
    positive = OrderDraft(
        company.customers["C-100"].pk, [LineDraft(company.items["A"].pk, D(1))], order_type="returned_order", from_room=True
    )
    with pytest.raises(ReturnQuantityPositive):
        create_orders(company.entity, [positive], None).or_raise()


def test_a_return_needs_a_known_customer_a_reason_and_invoices_of_its_customer(
    company: Company, sold: CustomerInvoiceLine, reason: ReturnReasonCode
) -> None:
    with pytest.raises(ReturnReasonMissing):
        returned(company, of_invoice(sold, 1), reason=None)
    with pytest.raises(OtherCustomer):
        returned(company, of_invoice(sold, 1), customer="C-110")
    company.customers["C-100"].hold = "all"
    company.customers["C-100"].save()
    with pytest.raises(ReturnCustomerBlocked):
        returned(company, of_invoice(sold, 1))


def test_rma_numbers_are_drawn_one_after_the_other_and_a_refusal_costs_none(
    company: Company, sold: CustomerInvoiceLine, reason: ReturnReasonCode
) -> None:
    first = returned(company, of_invoice(sold, 1))
    with pytest.raises(MoreThanInvoiced):
        returned(company, of_invoice(sold, 99))
    second = returned(company, of_invoice(sold, 1))

    assert (first.rma_number, second.rma_number) == ("RMA-00001", "RMA-00002")


def test_chosen_invoice_lines_fill_the_form_which_prices_them_and_makes_the_return(
    company: Company, sold: CustomerInvoiceLine, reason: ReturnReasonCode, client: Client
) -> None:
    client.force_login(company.user("OC"))
    page = client.get(f"/NL01/returns/orders/new/?selected={sold.pk}")
    assert b"C-100" in page.content

    data = {
        "customer": "C-100",
        "reason": reason.pk,
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-item": "T",
        "lines-0-quantity": "-3",
        "lines-0-invoice_line": sold.pk,
    }
    answer = client.post("/NL01/returns/orders/new/?_calculate=1", data, headers={"accept": "application/json"})
    assert answer.json()["rows"][0]["outputs"]["amount"].endswith("207.00")
    client.post("/NL01/returns/orders/new/", data)

    made = ReturnOrder.of(company.entity).get()
    shown = client.get(f"/NL01/returns/orders/{made.pk}/")
    assert made.rma_number.encode() in shown.content
    assert client.get("/NL01/returns/find/").status_code == 200
