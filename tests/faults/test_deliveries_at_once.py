"""Two clerks deliver the same order at once, and sixteen deliver two hundred: each order leaves once (sales.md §1.5, §11.4)."""

from __future__ import annotations

from collections import Counter

import pytest

from foundation.ledger.checks import violations
from sales.models import PackingSlip, SalesOrder, SalesOrderLine
from sales.services.post_packing_slips import PostedSlips
from tests.factories.company import Company
from tests.factories.sales import deliver, sales_order
from tests.faults.size import size
from tests.faults.threads import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

ORDERS = size(20, 200)
THREADS = size(4, 16)


def delivered(posted: PostedSlips) -> tuple[list[str], list[str]]:
    """The numbers of the slips that were posted, and the codes of the refusals."""
    return [slip.number for slip in posted.slips], [error.code for error in posted.refusals.values()]


def test_of_two_clerks_who_deliver_an_order_at_once_one_reads_why_not(company: Company) -> None:
    company.item("T", "5.00", negative_stock=False)
    company.stock("T", "20")
    order = sales_order(company, ("T", 6))

    outcomes = at_once(2, lambda _number: deliver(company, order))

    slips = [slip for posted in outcomes for slip in posted.slips]
    [refused] = [error for posted in outcomes for error in posted.refusals.values()]
    assert len(slips) == 1
    assert str(refused) == f"Order {order.number} is Delivered and cannot be changed."
    assert company.on_hand("T").physical == 14


def test_many_who_deliver_the_same_orders_deliver_each_once(company: Company) -> None:
    company.item("T", "5.00", negative_stock=False)
    company.stock("T", str(ORDERS * 6))
    orders = [sales_order(company, ("T", 3)) for _ in range(ORDERS)]

    def work(number: int) -> list[tuple[list[str], list[str]]]:
        turned = orders[number:] + orders[:number]
        return [delivered(deliver(company, order)) for order in turned]

    outcomes = [known for thread in at_once(THREADS, work) for known in thread]

    posted = Counter(number for numbers, _codes in outcomes for number in numbers)
    refused = Counter(code for _numbers, codes in outcomes for code in codes)
    assert (len(posted), set(posted.values())) == (ORDERS, {1})
    assert refused == {"ORD-08": ORDERS * (THREADS - 1)}
    assert PackingSlip.of(company.entity).count() == ORDERS
    assert set(SalesOrderLine.of(company.entity).values_list("delivered_quantity", flat=True)) == {3}
    assert set(SalesOrder.of(company.entity).values_list("status", flat=True)) == {"delivered"}
    assert violations() == []
