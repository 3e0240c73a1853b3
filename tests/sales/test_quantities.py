"""Quantities move only through the quantities service, and statuses follow from them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from sales.invoiceable import InvoiceMovement
from sales.models import PackingSlipLine, SalesOrder
from sales.services import quantities
from tests.factories.company import Company
from tests.factories.sales import deliver, only_line, sales_order

pytestmark = pytest.mark.django_db


def _invoice(order: SalesOrder, quantity: int, slip_line: PackingSlipLine | None = None, **values: object) -> dict[int, Decimal]:
    line = only_line(order)
    movement = InvoiceMovement(
        order.pk, line.pk, Decimal(quantity), Decimal(quantity) * 25, slip_line.pk if slip_line else None, "F-1", date(2026, 3, 6), **values
    )
    return quantities.invoice(order.legal_entity, [movement])


def test_an_invoice_of_a_packing_slip_raises_the_invoiced_quantity(company: Company) -> None:
    company.stock("A", "20", cost="8")
    order = sales_order(company, ("A", 12))
    [slip] = deliver(company, order, updates={10: 5}).slips

    costs = _invoice(order, 5, slip.lines.get())

    line = only_line(order)
    order.refresh_from_db()
    assert (line.delivered_quantity, line.invoiced_quantity, line.invoiced_amount) == (5, 5, 125)
    assert (order.status, order.document_status) == ("open", "invoice")
    assert slip.lines.get().invoiced_quantity == 5
    assert costs == {line.pk: Decimal(40)}


def test_an_invoice_without_a_slip_delivers_by_itself(company: Company) -> None:
    company.stock("A", "9", cost="8")
    order = sales_order(company, ("A", 9))

    costs = _invoice(order, 9)

    line = only_line(order)
    order.refresh_from_db()
    assert (line.delivered_quantity, line.invoiced_quantity, line.deliver_now) == (9, 9, 0)
    assert order.status == "invoiced"
    assert costs == {line.pk: Decimal(72)}
    assert (company.on_hand("A").posted, company.on_hand("A").on_order) == (0, 0)


def test_closing_a_line_cancels_what_stays_open(company: Company) -> None:
    order = sales_order(company, ("A", 9))

    _invoice(order, 7, close_line=True)

    line = only_line(order)
    assert (line.cancelled_quantity, line.status) == (2, "invoiced")
    assert company.on_hand("A").on_order == 0


def test_a_slip_line_is_never_invoiced_for_more_than_it_delivered(company: Company) -> None:
    order = sales_order(company, ("A", 12))
    [slip] = deliver(company, order, updates={10: 5}).slips

    with pytest.raises(IntegrityError, match="packing_slip_line_invoiced_within"):
        _invoice(order, 6, slip.lines.get())


def test_a_cancelled_remainder_leaves_the_order_delivered(company: Company) -> None:
    order = sales_order(company, ("A", 12))
    deliver(company, order, updates={10: 5})

    quantities.cancel(company.entity, [quantities.Cancellation(order.pk, only_line(order).pk, Decimal(7))])

    order.refresh_from_db()
    assert (order.status, only_line(order).deliver_now) == ("delivered", 0)


def test_the_number_of_statements_does_not_depend_on_the_number_of_movements(company: Company) -> None:
    counts = []
    company.stock("A", "100")
    for size in (1, 2, 30):
        orders = [sales_order(company, ("A", 1)) for _ in range(size)]
        movements = [
            InvoiceMovement(order.pk, only_line(order).pk, Decimal(1), Decimal(25), None, "F-1", date(2026, 3, 6)) for order in orders
        ]
        with CaptureQueriesContext(connection) as captured:
            quantities.invoice(company.entity, movements)
        counts.append(len(captured))

    assert counts[1] == counts[2]
