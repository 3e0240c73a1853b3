"""Customer invoices from orders and packing slips (invoicing.md chapter 1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from foundation.ledger.checks import violations
from foundation.organization.models import NumberCounter
from invoicing.errors import OrderChangedMeanwhile, QuantityOutOfRange, SlipQuantityOutOfRange
from invoicing.models import QuantityOption
from sales.models import PackingSlip, PackingSlipLine, SalesOrder
from sales.services.enter_orders import ChargeDraft
from sales.statuses import SalesStatus
from tests.factories.company import Company
from tests.factories.invoicing import invoice, open_balance, plan, post, voucher_of
from tests.factories.sales import charge_code, deliver, lines_of, only_line, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def freight(company: Company, value: str, **code: object) -> list[ChargeDraft]:
    return [ChargeDraft(code_id=charge_code(company, **code).pk, value=Decimal(value))]


@pytest.mark.scenario("invoicing", "S1.1", "S7.3")
def test_an_order_with_two_rates_a_discount_and_freight_becomes_one_invoice(company: Company) -> None:
    order = sales_order(
        company,
        ("A", 10, "25.00", {"discount_percent": Decimal(10)}),
        ("B", 4, "12.50"),
        charges=freight(company, "15.00"),
        total_discount_percent=Decimal(2),
    )

    posted = invoice(company, order, invoice_date=date(2026, 1, 15))

    assert posted.sum_lines == Decimal("275.00")
    assert posted.total_discount == Decimal("5.50")
    assert posted.sum_charges == Decimal("15.00")
    assert {(tax.base, tax.tax) for tax in posted.taxes.all()} == {
        (Decimal("235.50"), Decimal("49.46")),
        (Decimal("49.00"), Decimal("4.41")),
    }
    assert posted.invoice_amount == Decimal("338.37")
    assert posted.due_date == date(2026, 2, 14)
    assert voucher_of(posted) == {
        "1300": Decimal("338.37"),
        "8050": Decimal("5.50"),
        "8000": Decimal("-275.00"),
        "8060": Decimal("-15.00"),
        "1600": Decimal("-49.46"),
        "1601": Decimal("-4.41"),
    }
    assert open_balance(posted) == Decimal("338.37")
    order.refresh_from_db()
    assert order.status == SalesStatus.INVOICED
    assert all(line.deliver_remainder == 0 and line.invoice_remainder == 0 for line in lines_of(order))
    assert violations() == []


@pytest.fixture
def partly_delivered(company: Company) -> SalesOrder:
    """S1.2: 100 pieces at 10.00, packing slips of 40 and 25."""
    order = sales_order(company, ("A", 100, "10.00"))
    deliver(company, order, updates={10: 40}, delivery_date=date(2026, 1, 3))
    deliver(company, order, updates={10: 25}, delivery_date=date(2026, 1, 9))
    return order


@pytest.mark.scenario("invoicing", "S1.2")
def test_two_packing_slips_of_a_partial_delivery_make_one_invoice(company: Company, partly_delivered: SalesOrder) -> None:
    [draft] = plan(company, partly_delivered, quantity=QuantityOption.PACKING_SLIP).drafts
    assert len(draft.slip_numbers) == 2

    posted = invoice(company, partly_delivered, quantity=QuantityOption.PACKING_SLIP)

    assert (posted.sum_lines, posted.sum_tax, posted.invoice_amount) == (Decimal("650.00"), Decimal("136.50"), Decimal("786.50"))
    line = only_line(partly_delivered)
    assert (line.invoiced_quantity, line.invoice_remainder, line.deliver_remainder) == (65, 0, 35)
    partly_delivered.refresh_from_db()
    assert partly_delivered.status == SalesStatus.OPEN
    assert (posted.supply_from, posted.supply_to) == (date(2026, 1, 3), date(2026, 1, 9))
    assert not PackingSlip.of(company.entity).to_invoice().exists()


@pytest.mark.scenario("invoicing", "S1.2")
def test_an_unticked_packing_slip_stays_open(company: Company, partly_delivered: SalesOrder) -> None:
    first, second = PackingSlip.of(company.entity).order_by("number")

    posted = invoice(company, partly_delivered, quantity=QuantityOption.PACKING_SLIP, slips=(first.pk,))

    assert posted.invoice_amount == Decimal("484.00")
    assert only_line(partly_delivered).invoice_remainder == 25
    assert list(PackingSlip.of(company.entity).to_invoice()) == [second]


@pytest.mark.scenario("invoicing", "S1.3")
def test_no_more_can_be_invoiced_of_a_packing_slip_than_is_left_of_it(company: Company, partly_delivered: SalesOrder) -> None:
    first, second = PackingSlipLine.of(company.entity).order_by("packing_slip__number")
    by_slip = {"quantity": QuantityOption.PACKING_SLIP}

    with pytest.raises(SlipQuantityOutOfRange, match="PS-000001 has 40 left to invoice for line 10; you entered 41"):
        plan(company, partly_delivered, slip_quantities={first.pk: Decimal(41)}, **by_slip).or_raise()

    posted = invoice(company, partly_delivered, slip_quantities={first.pk: Decimal(15)}, **by_slip)
    assert posted.invoice_amount == Decimal("484.00")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.open_quantity, second.open_quantity) == (25, 0)
    assert only_line(partly_delivered).invoice_remainder == 25


@pytest.mark.scenario("invoicing", "S1.4")
def test_an_order_can_be_invoiced_before_it_is_delivered(company: Company) -> None:
    order = sales_order(company, ("A", 8, "30.00"))

    posted = invoice(company, order)

    assert posted.invoice_amount == Decimal("290.40")
    line = only_line(order)
    assert (line.delivered_quantity, line.invoiced_quantity) == (8, 8)
    order.refresh_from_db()
    assert order.status == SalesStatus.INVOICED


@pytest.mark.scenario("invoicing", "S1.5")
def test_an_edited_quantity_takes_the_delivered_part_first(company: Company) -> None:
    order = sales_order(company, ("A", 20, "5.00"))
    deliver(company, order, updates={10: 12})

    posted = invoice(company, order, quantities={only_line(order).pk: Decimal(15)})

    assert {(source.packing_slip_line_id is not None, source.quantity) for source in posted.sources.all()} == {(True, 12), (False, 3)}
    line = only_line(order)
    assert (line.delivered_quantity, line.invoiced_quantity, line.invoice_remainder, line.deliver_remainder) == (15, 15, 0, 5)
    assert posted.invoice_amount == Decimal("90.75")


def test_more_than_the_order_cannot_be_invoiced(company: Company) -> None:
    order = sales_order(company, ("A", 20, "5.00"))

    with pytest.raises(QuantityOutOfRange, match="Line 10: you entered 21; 20 can be invoiced"):
        plan(company, order, quantities={only_line(order).pk: Decimal(21)}).or_raise()


@pytest.mark.scenario("invoicing", "S1.7")
@pytest.mark.parametrize(("prorate", "first", "second"), [(False, "435.60", "847.00"), (True, "384.78", "897.82")])
def test_a_fixed_header_charge_is_invoiced_once_or_in_proportion(company: Company, prorate: bool, first: str, second: str) -> None:
    order = sales_order(company, ("A", 100, "10.00"), charges=freight(company, "60.00", prorate=prorate))

    one = invoice(company, order, quantities={only_line(order).pk: Decimal(30)})
    other = invoice(company, order)

    assert (one.invoice_amount, other.invoice_amount) == (Decimal(first), Decimal(second))
    assert one.invoice_amount + other.invoice_amount == Decimal("1282.60")


@pytest.mark.scenario("invoicing", "S1.9")
def test_of_two_people_with_the_same_slip_the_second_reads_what_changed(company: Company) -> None:
    order = sales_order(company, ("A", 20, "5.00"))
    deliver(company, order, updates={10: 12})
    seen = plan(company, order, quantity=QuantityOption.PACKING_SLIP)
    invoice(company, order, quantity=QuantityOption.PACKING_SLIP)
    before = NumberCounter.objects.get(sequence__reference="customer_invoice").next

    result = post(company, order, quantity=QuantityOption.PACKING_SLIP, expected=seen.quantities())

    assert result.invoices == []
    [[refusal]] = result.plan.refused.values()
    assert isinstance(refusal, OrderChangedMeanwhile)
    assert "0 left to invoice" in str(refusal)
    assert NumberCounter.objects.get(sequence__reference="customer_invoice").next == before


def test_what_was_planned_is_what_is_posted(company: Company) -> None:
    order = sales_order(company, ("A", 3, "0.335"), ("B", 7, "1.115", {"discount_percent": Decimal("3.3")}))

    [draft] = plan(company, order).drafts
    posted = invoice(company, order)

    assert (draft.sum_lines, draft.sum_tax, draft.amount) == (posted.sum_lines, posted.sum_tax, posted.invoice_amount)
