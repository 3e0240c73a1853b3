"""The same orders invoiced and delivered by many at once: nothing is invoiced twice, no number is missing (REL-7, REL-8, REL-10).

The barrier has three layers (reliability.md §3); each is tried with the others taken away, and all are taken away once to
show that these tests can fail.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from contextlib import ExitStack
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, OperationalError

from foundation.ledger.checks import violations
from invoicing.models import CustomerInvoice, CustomerInvoiceLine, QuantityOption
from invoicing.services import post_invoices as postings
from sales.models import PackingSlip, SalesOrder, SalesOrderLine
from sales.services.enter_orders import LineDraft, OrderDraft, create_orders
from tests.factories.company import Company
from tests.factories.invoicing import post
from tests.factories.sales import deliver
from tests.faults.removed import check_after_lock_removed, constraints_dropped, order_locks_removed
from tests.faults.size import size
from tests.faults.threads import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

THREADS = size(8, 16)
ORDERS = size(50, 500)
SECONDS = size(5.0, 60.0)
PIECES = 12
RACES = 4


def orders_of(company: Company, count: int, pieces: int = PIECES) -> list[SalesOrder]:
    """Enter orders of a stocked item and a service."""
    lines = [LineDraft(item_id=company.items[item].pk, quantity=Decimal(pieces), unit_price=Decimal("12.50")) for item in ("A", "S")]
    header = {"order_date": date(2026, 3, 2), "warehouse_id": company.warehouse.pk}
    drafts = [OrderDraft(customer_id=company.customers["C-100"].pk, lines=lines, header=header) for _order in range(count)]
    return list(create_orders(company.entity, drafts, company.clerk).or_raise().orders.values())


def invoiced_pieces(company: Company, order: SalesOrder) -> Decimal:
    """Return how many pieces of the order's first line stand on invoices."""
    lines = CustomerInvoiceLine.of(company.entity).filter(order_line__order=order, item__number="A")
    return sum(lines.values_list("quantity", flat=True), Decimal(0))


def something(company: Company, orders: list[SalesOrder], dice: random.Random, done: Counter[str]) -> None:
    """Invoice or deliver one order or ten, wholly or a piece."""
    what = dice.choice(["single", "batch", "slips", "deliver", "deliver", "now"])
    chosen = dice.sample(orders, 10 if what in ("batch", "slips") else 1)
    if what == "deliver":
        done[what] += len(deliver(company, *chosen, updates={10: dice.randint(1, 3), 20: 1}).slips)
    elif what == "now":
        done[what] += len(post(company, *chosen, quantity=QuantityOption.DELIVER_NOW).invoices)
    else:
        option = QuantityOption.ALL if what == "single" and dice.random() < 0.2 else QuantityOption.PACKING_SLIP
        done[what] += len(post(company, *chosen, quantity=option).invoices)


def test_orders_that_many_invoice_and_deliver_at_once_are_invoiced_once(company: Company) -> None:
    orders = orders_of(company, ORDERS)
    until = time.monotonic() + SECONDS

    def work(number: int) -> Counter[str]:
        dice, done = random.Random(number), Counter[str]()
        while time.monotonic() < until:
            something(company, orders, dice, done)
        return done

    done = sum(at_once(THREADS, work), Counter[str]())
    post(company, *orders)

    assert min(done[what] for what in ("single", "batch", "slips", "deliver")) > 0, done
    assert violations() == []
    lines = SalesOrderLine.of(company.entity).values_list("ordered_quantity", "delivered_quantity", "invoiced_quantity")
    assert all(ordered == delivered == invoiced for ordered, delivered, invoiced in lines)
    assert all(invoiced_pieces(company, order) == PIECES for order in orders)
    for model, pattern in ((CustomerInvoice, "F2026-%06d"), (PackingSlip, "PS-%06d")):
        numbers = model.of(company.entity).order_by("pk").values_list("number", flat=True)
        assert sorted(numbers) == [pattern % number for number in range(1, len(numbers) + 1)]


def race(company: Company, threads: int = 4, **request: object) -> tuple[Decimal, list[str]]:
    """Let threads invoice the same fresh orders, and return the most pieces that an order was invoiced for and what was refused."""
    orders = orders_of(company, RACES, pieces=2)
    plan_invoices = postings.plan_invoices
    refused: list[str] = []

    def slowly(*arguments: object, **values: object) -> object:
        plan = plan_invoices(*arguments, **values)
        time.sleep(0.05)  # long enough for all of them to have read the same order
        return plan

    def attempt(_number: int) -> None:
        for order in orders:
            try:
                post(company, order, **request)
            except (IntegrityError, OperationalError) as error:
                refused.append(type(error).__name__)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "plan_invoices", slowly)
        at_once(threads, attempt)
    return max(invoiced_pieces(company, order) for order in orders), refused


def test_the_lock_with_the_check_after_it_is_enough(company: Company) -> None:
    with constraints_dropped():
        assert race(company) == (2, [])


def test_the_checks_of_the_counters_are_enough(company: Company) -> None:
    with order_locks_removed():
        most, refused = race(company)

    assert most == 2
    assert "IntegrityError" in refused


def test_the_key_of_the_request_is_enough(company: Company) -> None:
    [order] = orders_of(company, 1, pieces=2)
    refused: list[str] = []

    def attempt(_number: int) -> None:
        try:
            post(company, order, idempotency_prefix="the same")
        except IntegrityError as error:
            refused.append(str(error))

    with constraints_dropped(), order_locks_removed():
        at_once(4, attempt)

        assert invoiced_pieces(company, order) == 2
        assert all("idempotency" in error for error in refused)


@pytest.mark.parametrize("removed", [order_locks_removed, check_after_lock_removed], ids=["lock", "check after the lock"])
def test_without_the_barrier_orders_are_invoiced_twice(company: Company, removed: object) -> None:
    with ExitStack() as without:
        without.enter_context(constraints_dropped())
        without.enter_context(removed())  # type: ignore[operator]

        most, _refused = race(company)

        assert most > 2
        assert any("REL-" in found.check for found in violations())
