"""Several orders on one invoice: Summary update and Arrange (invoicing.md chapter 2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from invoicing.errors import LeadingOrderMissing, LeadingOrderNotSelected, SummaryNeedsPackingSlips
from invoicing.models import CustomerInvoice, QuantityOption, SummaryUpdate
from sales.models import SalesOrder
from tests.factories.company import Company
from tests.factories.invoicing import DAY, invoice, plan, post, set_invoicing_parameters
from tests.factories.sales import deliver, lines_of, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def grouped(company: Company, *orders: SalesOrder, **values: Any) -> list[set[SalesOrder]]:
    """Return the orders of each future invoice."""
    drafts = plan(company, *orders, **values).or_raise().drafts
    return [{known.order for known in draft.orders} for draft in drafts]


@pytest.mark.scenario("invoicing", "S2.1")
def test_two_orders_of_one_account_become_one_invoice_with_one_tax_and_one_cash_discount(company: Company) -> None:
    terms = {"cash_discount_id": company.cash_discounts["D8-2"].pk, "payment_terms_id": company.terms["N30"].pk}
    one = sales_order(company, ("A", 1, "480.00"), total_discount_percent=Decimal(5), **terms)
    other = sales_order(company, ("A", 1, "200.00"), **terms)
    apart = plan(company, one, other)

    together = plan(company, one, other, summary_update=SummaryUpdate.INVOICE_ACCOUNT)
    posted = invoice(company, one, other, summary_update=SummaryUpdate.INVOICE_ACCOUNT)

    assert [draft.amount for draft in apart.drafts] == [Decimal("551.76"), Decimal("242.00")]
    assert len(together.drafts) == 1
    assert (posted.sum_lines, posted.total_discount, posted.sum_tax, posted.invoice_amount) == (
        Decimal("680.00"),
        Decimal("24.00"),
        Decimal("137.76"),
        Decimal("793.76"),
    )
    assert posted.terms["cash_discounts"] == [["2026-03-18", "2", "15.88"]]
    assert posted.order_count == 2


@pytest.mark.scenario("invoicing", "S2.2")
def test_orders_with_other_terms_stay_apart_until_the_parameter_lets_them(company: Company) -> None:
    eleven = sales_order(company, ("A", 1, "200.00"), payment_terms_id=company.terms["N30"].pk)
    dollars = sales_order(company, ("A", 1, "200.00"), currency_id="USD", payment_terms_id=company.terms["N30"].pk)
    fourteen_days = sales_order(company, ("A", 1, "200.00"), payment_terms_id=company.terms["N14"].pk)
    by_account = {"summary_update": SummaryUpdate.INVOICE_ACCOUNT}

    assert grouped(company, eleven, dollars, fourteen_days, **by_account) == [{eleven}, {dollars}, {fourteen_days}]

    set_invoicing_parameters(company, summary_fields=[])
    drafts = plan(company, eleven, dollars, fourteen_days, **by_account).drafts
    assert [{known.order for known in draft.orders} for draft in drafts] == [{eleven, fourteen_days}, {dollars}]
    assert drafts[0].due_date == date(2026, 4, 9)


@pytest.mark.scenario("invoicing", "S2.3")
def test_automatic_summary_combines_only_orders_that_allow_it(company: Company) -> None:
    twenty = sales_order(company, ("A", 1, "10.00"), summary_update_allowed=True)
    twenty_one = sales_order(company, ("A", 1, "10.00"), summary_update_allowed=True)
    twenty_two = sales_order(company, ("A", 1, "10.00"), summary_update_allowed=False)

    groups = grouped(company, twenty, twenty_one, twenty_two, summary_update=SummaryUpdate.AUTOMATIC)

    assert groups == [{twenty, twenty_one}, {twenty_two}]


@pytest.mark.scenario("invoicing", "S2.4")
def test_the_named_order_lends_its_header_and_orders_that_differ_stay_alone(company: Company) -> None:
    orders = [sales_order(company, ("A", 1, "10.00"), customer_reference=f"REF {number}") for number in (30, 31, 32)]
    differing = sales_order(company, ("A", 1, "10.00"), payment_terms_id=company.terms["N14"].pk)
    by_order = {"summary_update": SummaryUpdate.ORDER, "leading_order": orders[1].pk}

    drafts = plan(company, *orders, differing, **by_order).or_raise().drafts

    assert [{known.order for known in draft.orders} for draft in drafts] == [set(orders), {differing}]
    assert drafts[0].leading.order == orders[1]
    posted = post(company, *orders, **by_order).invoices[0]
    assert posted.your_reference == "REF 31"


@pytest.mark.scenario("invoicing", "S2.5")
def test_each_packing_slip_can_have_an_invoice_of_its_own(company: Company) -> None:
    order = sales_order(company, ("A", 30, "10.00"))
    for quantity in (10, 5, 15):
        deliver(company, order, updates={10: quantity})
    by_slip = {"quantity": QuantityOption.PACKING_SLIP}

    assert len(plan(company, order, summary_update=SummaryUpdate.INVOICE_ACCOUNT, **by_slip).drafts) == 1
    assert [draft.amount for draft in plan(company, order, summary_update=SummaryUpdate.PACKING_SLIP, **by_slip).drafts] == [
        Decimal("121.00"),
        Decimal("60.50"),
        Decimal("181.50"),
    ]
    posted = post(company, order, summary_update=SummaryUpdate.PACKING_SLIP, **by_slip).invoices
    assert [one.terms["packing_slips"] for one in posted] == [["PS-000001"], ["PS-000002"], ["PS-000003"]]


def test_values_of_summary_update_that_lack_their_partner_are_refused(company: Company) -> None:
    order = sales_order(company, ("A", 1, "10.00"))
    other = sales_order(company, ("A", 1, "10.00"))

    with pytest.raises(LeadingOrderMissing):
        plan(company, order, summary_update=SummaryUpdate.ORDER)
    with pytest.raises(LeadingOrderNotSelected):
        plan(company, order, summary_update=SummaryUpdate.ORDER, leading_order=other.pk)
    with pytest.raises(SummaryNeedsPackingSlips):
        plan(company, order, summary_update=SummaryUpdate.PACKING_SLIP)


def test_a_group_that_would_be_too_long_is_cut_between_orders(company: Company) -> None:
    set_invoicing_parameters(company, max_lines_per_invoice=3)
    orders = [sales_order(company, ("A", 1, "10.00"), ("B", 1, "5.00")) for _number in range(3)]

    groups = grouped(company, *orders, summary_update=SummaryUpdate.INVOICE_ACCOUNT)

    assert groups == [{orders[0]}, {orders[1]}, {orders[2]}]
    assert CustomerInvoice.of(company.entity).count() == 0


def test_edited_quantities_are_kept_when_orders_are_arranged(company: Company) -> None:
    one, other = sales_order(company, ("A", 10, "10.00")), sales_order(company, ("A", 10, "10.00"))

    posted = invoice(
        company, one, other, summary_update=SummaryUpdate.INVOICE_ACCOUNT, quantities={lines_of(one)[0].pk: Decimal(4)}, invoice_date=DAY
    )

    assert posted.sum_lines == Decimal("140.00")
