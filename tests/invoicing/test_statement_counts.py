"""Planning and posting take the same number of statements for ten orders and for a hundred (reliability.md §9)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoicing.models import QuantityOption, SummaryUpdate
from sales.deliveries import DeliveryRequest
from sales.models import SalesOrder
from sales.services.enter_orders import LineDraft, OrderDraft, create_orders
from sales.services.post_packing_slips import post_packing_slips
from tests.factories.company import Company
from tests.factories.invoicing import plan, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def orders_of(company: Company, count: int) -> list[SalesOrder]:
    """Enter orders of three lines for two customers, as one set."""
    customers = [company.customers[account].pk for account in ("C-100", "C-110")]
    lines = [
        LineDraft(item_id=company.items[item].pk, quantity=Decimal(quantity), unit_price=Decimal("12.50"))
        for item, quantity in (("A", 3), ("B", 2), ("S", 1))
    ]
    drafts = [
        OrderDraft(
            customer_id=customers[number % 2], lines=lines, header={"order_date": date(2026, 3, 2), "warehouse_id": company.warehouse.pk}
        )
        for number in range(count)
    ]
    return list(create_orders(company.entity, drafts, company.clerk).or_raise().orders.values())


def statements(work: object, *arguments: object, **values: object) -> int:
    with CaptureQueriesContext(connection) as captured:
        work(*arguments, **values)  # type: ignore[operator]
    return len(captured)


@pytest.mark.parametrize("summary", [SummaryUpdate.NONE, SummaryUpdate.INVOICE_ACCOUNT])
def test_the_number_of_statements_does_not_grow_with_the_number_of_orders(company: Company, summary: str) -> None:
    post(company, *orders_of(company, 2), summary_update=summary)  # fills what is read once per process
    ten, hundred = orders_of(company, 10), orders_of(company, 100)

    planned = [statements(plan, company, *orders, summary_update=summary) for orders in (ten, hundred)]
    posted = [statements(post, company, *orders, summary_update=summary) for orders in (ten, hundred)]

    assert planned[0] == planned[1]
    assert posted[0] == posted[1]
    assert posted[0] <= 40


def test_delivering_and_invoicing_take_as_many_statements_for_any_chunk(company: Company) -> None:
    def deliver_and_invoice(orders: list[SalesOrder]) -> None:
        post_packing_slips(DeliveryRequest(company.entity, [order.pk for order in orders]), company.user("WH")).or_raise()
        post(company, *orders, quantity=QuantityOption.PACKING_SLIP)

    deliver_and_invoice(orders_of(company, 2))  # fills what is read once per process

    taken = {count: statements(deliver_and_invoice, orders_of(company, count)) for count in (10, 50, 100)}

    assert len(set(taken.values())) == 1, taken
