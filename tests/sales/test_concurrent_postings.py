"""Many people post the same orders at once: nothing is delivered or invoiced twice, no number is missing (REL-7, REL-8, REL-10)."""

from __future__ import annotations

import random
import threading
from decimal import Decimal

import pytest
import time_machine
from django.db import connection

from foundation.errors import BusinessRuleError
from foundation.ledger.checks import violations
from invoicing.models import CustomerInvoice, QuantityOption
from sales.models import OrderConfirmation, PackingSlip, SalesOrder
from sales.services.cancel_remainder import cancel_remainder
from tests.factories.company import Company, make_company
from tests.factories.invoicing import post
from tests.factories.sales import confirm, deliver, lines_of, sales_order

PEOPLE, ORDERS, STEPS = 6, 6, 6


def work(company: Company, orders: list[SalesOrder], seed: int, failures: list[BaseException]) -> None:
    """Post whatever comes to mind, alone or for several orders, as a person or a batch would."""
    chance = random.Random(seed)
    try:
        for _step in range(STEPS):
            chosen = chance.sample(orders, chance.choice([1, 1, 3]))
            actions = [
                lambda some: deliver(company, *some, updates={10: chance.randint(1, 4), 20: 0}),
                lambda some: deliver(company, *some, combine=True),
                lambda some: post(company, *some, quantity=QuantityOption.PACKING_SLIP),
                lambda some: post(company, *some, quantity=QuantityOption.ALL, summary_update="invoice_account"),
                lambda some: confirm(company, *some),
                lambda some: cancel_remainder(company.entity, [some[0].pk], company.clerk, wanted={lines_of(some[0])[0].pk: Decimal(1)}),
            ]
            try:
                chance.choices(actions, weights=[4, 2, 4, 1, 2, 2])[0](chosen)
            except BusinessRuleError:
                continue
    except BaseException as failure:  # noqa: BLE001 -- a thread hands over what ends it
        failures.append(failure)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_people_who_post_the_same_orders_at_once_leave_the_books_right() -> None:
    company = make_company()
    company.item("P", "5.00", negative_stock=False)
    company.stock("P", "40")
    company.user("WH")
    company.user("OM")
    orders = [sales_order(company, ("P", 10), ("A", 4)) for _order in range(ORDERS)]
    failures: list[BaseException] = []

    with time_machine.travel("2026-03-31 10:00Z", tick=True):
        people = [threading.Thread(target=work, args=(company, orders, seed, failures)) for seed in range(PEOPLE)]
        for person in people:
            person.start()
        for person in people:
            person.join()

    assert failures == []
    assert violations() == []
    assert company.on_hand("P").physical >= 0
    assert PackingSlip.of(company.entity).exists()
    assert CustomerInvoice.of(company.entity).exists()
    for documents in (PackingSlip, OrderConfirmation, CustomerInvoice):
        numbers = sorted(documents.of(company.entity).values_list("number", flat=True))
        assert [int(number[-6:]) for number in numbers] == list(range(1, len(numbers) + 1))
