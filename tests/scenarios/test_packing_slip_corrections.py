"""Packing slips that are corrected and cancelled, as the specification tells it (sales.md §11.4, §24)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from foundation.ledger.checks import violations
from sales.corrections import CorrectionRequest
from sales.models import PackingSlip, SalesOrder
from sales.packing_slip_errors import AlreadyInvoiced
from sales.services.correct_packing_slips import CorrectedSlips, correct_packing_slips
from tests.factories.company import Company
from tests.factories.invoicing import post
from tests.factories.sales import confirm, deliver, only_line, sales_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def correct(company: Company, slip: PackingSlip, quantities: dict[int, Any] | None = None) -> CorrectedSlips:
    """Set lines of a slip, by line number, to other quantities; cancel the slip without any."""
    lines = {line.line_number: line.pk for line in slip.lines.all()}
    wanted = None if quantities is None else {lines[number]: Decimal(quantity) for number, quantity in quantities.items()}
    return correct_packing_slips(CorrectionRequest(company.entity, [slip.pk], wanted, "Left on the dock"), company.user("WH"))


def ten_delivered(company: Company, **values: Any) -> tuple[SalesOrder, PackingSlip]:
    """Return an order of ten in stock, delivered as a whole."""
    company.item("T", "5.00", negative_stock=False)
    company.stock("T", "10")
    order = sales_order(company, ("T", 10), **values)
    return order, deliver(company, order).or_raise().slips[0]


@pytest.mark.scenario("sales", "S-51")
def test_a_correction_brings_the_difference_back_and_stops_at_what_is_invoiced(company: Company) -> None:
    order, slip = ten_delivered(company)

    correct(company, slip, {10: 7}).or_raise()

    slip.refresh_from_db()
    line = only_line(order)
    assert (slip.version, slip.status) == (2, "corrected")
    assert (line.delivered_quantity, line.deliver_remainder, line.deliver_now, line.status) == (7, 3, 3, "open")
    assert (company.on_hand("T").physical, company.on_hand("T").on_order) == (3, 3)
    assert post(company, order, quantity="packing_slip", quantities={line.pk: Decimal(5)}).invoices
    with pytest.raises(AlreadyInvoiced, match="5 is already invoiced"):
        correct(company, slip, {10: 4}).or_raise()
    assert violations() == []


@pytest.mark.scenario("sales", "S-52")
def test_a_cancelled_slip_keeps_its_number_and_the_order_is_as_it_was_confirmed(company: Company) -> None:
    company.stock("A", "10")
    order = sales_order(company, ("A", 10))
    confirm(company, order).or_raise()
    slip = deliver(company, order).or_raise().slips[0]

    correct(company, slip).or_raise()

    stored = SalesOrder.of(company.entity).get(pk=order.pk)
    assert (only_line(order).delivered_quantity, stored.status, stored.document_status) == (0, "open", "confirmation")
    cancelled = PackingSlip.of(company.entity).get(number=slip.number)
    assert cancelled.status == "cancelled"
    assert deliver(company, order).or_raise().slips[0].number != slip.number
    assert violations() == []
