"""One order on several invoices of one posting: what belongs to the order is invoiced once in all, however it is divided."""

from __future__ import annotations

from decimal import Decimal

import pytest

from foundation.ledger.checks import violations
from invoicing.models import CustomerInvoiceCharge
from sales.models import SalesOrder, SalesOrderCharge
from sales.services.enter_orders import ChargeDraft
from tests.factories.company import Company
from tests.factories.invoicing import plan, post
from tests.factories.places import KEULEN, UTRECHT
from tests.factories.sales import auto_charge, charge_code, deliver, only_line, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def three_places(company: Company, *, charges: list[ChargeDraft] | None = None) -> SalesOrder:
    """An order of which each line goes to an address of its own."""
    return sales_order(company, ("A", 1, "10", KEULEN), ("A", 1, "10", UTRECHT), ("A", 1, "10"), charges=charges or [])


def in_three_parts(company: Company, *line: object) -> SalesOrder:
    """An order of one line that three packing slips deliver."""
    order = sales_order(company, line)
    for _ in range(3):
        deliver(company, order, updates={10: only_line(order).ordered_quantity / 3}).or_raise()
    return order


def charged(company: Company) -> list[Decimal]:
    return list(CustomerInvoiceCharge.of(company.entity).order_by("invoice__number").values_list("amount", flat=True))


def taken(company: Company, order: SalesOrder) -> Decimal:
    return SalesOrderCharge.of(company.entity).get(order=order).invoiced_amount


def test_a_fixed_header_charge_stands_on_the_first_of_the_invoices_per_address(company: Company) -> None:
    auto_charge(company, level="header", value=25)
    order = three_places(company)

    assert len(post(company, order, summary_update="delivery_information").invoices) == 3
    assert charged(company) == [Decimal(25)]
    assert taken(company, order) == Decimal(25)
    assert violations() == []


def test_the_preview_shows_the_charge_once_as_the_posting_does(company: Company) -> None:
    order = three_places(company, charges=[ChargeDraft(charge_code(company).pk, Decimal(25))])

    drafts = plan(company, order, summary_update="delivery_information").drafts

    assert [draft.sum_charges for draft in drafts] == [25, 0, 0]


def test_a_prorated_header_charge_is_shared_and_the_last_invoice_takes_the_rest(company: Company) -> None:
    order = three_places(company, charges=[ChargeDraft(charge_code(company, prorate=True).pk, Decimal(100))])

    post(company, order, summary_update="delivery_information")

    assert charged(company) == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    assert taken(company, order) == Decimal(100)


def test_a_discount_as_a_negative_charge_is_given_once(company: Company) -> None:
    order = three_places(company, charges=[ChargeDraft(charge_code(company).pk, Decimal(-3))])

    post(company, order, summary_update="delivery_information")

    assert charged(company) == [Decimal(-3)]


def test_a_charge_for_every_invoice_stands_on_each(company: Company) -> None:
    order = three_places(company, charges=[ChargeDraft(charge_code(company).pk, Decimal(5), keep=True)])

    post(company, order, summary_update="delivery_information")

    assert charged(company) == [Decimal(5), Decimal(5), Decimal(5)]


@pytest.mark.parametrize("level", ["header", "line"])
def test_a_fixed_charge_stands_once_where_each_packing_slip_is_invoiced_apart(company: Company, level: str) -> None:
    auto_charge(company, level=level, value=25)
    order = in_three_parts(company, "A", 6, "40")

    assert len(post(company, order, quantity="packing_slip", summary_update="packing_slip").invoices) == 3
    assert charged(company) == [Decimal(25)]


def test_the_last_invoice_of_a_line_takes_what_rounding_left(company: Company) -> None:
    order = in_three_parts(company, "A", 3, "0.335")

    posted = post(company, order, quantity="packing_slip", summary_update="packing_slip").invoices

    line = only_line(order)
    assert len(posted) == 3
    assert line.invoiced_amount == line.net_amount
