"""Orders of type Item requirements in the core: what they are billed for, and what users may not do with them (sales.md §6, §17)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from invoicing.models import QuantityOption
from sales.models import PackingSlip, SalesOrder
from sales.services.change_lines import LineEdit, change_lines
from sales.services.change_type import change_type
from sales.services.enter_orders import create_order
from sales.type_change_errors import TypeNotOffered
from sales.type_changes import TypeChange
from tests.factories.company import Company
from tests.factories.invoicing import invoice, post, set_invoicing_parameters
from tests.factories.sales import deliver, only_line, order_draft

pytestmark = pytest.mark.django_db


def requirements(company: Company, quantity: int = 5, *, billable: bool = True) -> SalesOrder:
    """Return an order as a project makes it."""
    draft = order_draft(company, ("A", quantity, "20", {"billable": billable}), order_type="item_requirements", project_number="P1")
    return create_order(company.entity, replace(draft, from_room=True), company.clerk)


def refusals(company: Company, order: SalesOrder, option: str) -> list[str]:
    """Return why an order is not invoiced."""
    return [error.code for error in post(company, order, quantity=option).plan.refused[order.pk]]


def test_what_nobody_is_billed_for_ends_delivered_and_waits_for_no_invoice(company: Company) -> None:
    order = requirements(company, billable=False)
    deliver(company, order).or_raise()
    order.refresh_from_db()

    assert (order.status, only_line(order).invoice_remainder, only_line(order).open_to_invoice) == ("delivered", 0, 0)
    orders = SalesOrder.of(company.entity)
    assert not orders.shipped_not_invoiced().exists()
    assert not orders.with_something_to_invoice().exists()
    assert not PackingSlip.of(company.entity).to_invoice().exists()
    assert orders.for_list().get().remaining_amount == 0
    assert refusals(company, order, QuantityOption.PACKING_SLIP) == ["ORD-26"]


def test_a_billable_one_is_invoiced_by_packing_slip_only_and_needs_no_confirmation(company: Company) -> None:
    set_invoicing_parameters(company, require_confirmation=True)
    order = requirements(company)
    deliver(company, order, updates={10: 3}).or_raise()

    assert refusals(company, order, QuantityOption.ALL) == ["ORD-26"]
    assert invoice(company, order, quantity=QuantityOption.PACKING_SLIP).sum_lines == Decimal(60)
    assert only_line(order).invoiced_quantity == 3


def test_a_line_is_added_from_the_project_only(company: Company) -> None:
    order = requirements(company)
    edit = LineEdit(values={"item_id": company.items["A"].pk, "quantity": Decimal(1)})
    with pytest.raises(TypeNotOffered):
        change_lines(company.entity, order.pk, [edit], company.clerk)


def test_what_becomes_a_sales_order_is_billed_like_one_and_keeps_the_project_for_information(company: Company) -> None:
    order = requirements(company, billable=False)
    change_type(company.entity, order.pk, TypeChange("sales_order", "sold after all"), company.clerk)
    order.refresh_from_db()

    assert (order.order_type, order.project_number, only_line(order).billable) == ("sales_order", "P1", True)
    assert invoice(company, order, quantity=QuantityOption.ALL).sum_lines == Decimal(100)
