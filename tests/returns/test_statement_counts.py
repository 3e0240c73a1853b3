"""Returns are entered and cancelled as sets: the number of statements is the same for one and for many, and stays bounded."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoicing.models import CustomerInvoiceLine
from returns.models import ReturnLine
from returns.services.cancel_returns import cancel_returns
from returns.services.enter_returns import enter_returns
from returns.services.plan_returns import ReturnDraft, ReturnLineDraft
from returns.services.register_arrivals import Arrival, register_arrivals
from tests.factories.company import Company
from tests.factories.invoicing import invoice, plan, post
from tests.factories.returns import disposition, return_reason
from tests.factories.sales import deliver, sales_order

pytestmark = pytest.mark.django_db


def drafts(company: Company, count: int) -> list[ReturnDraft]:
    """Return that many drafts of one invoice each, with a part of every line."""
    found = []
    for _number in range(count):
        sold = invoice(company, sales_order(company, ("A", 4), ("B", 2)))
        lines = CustomerInvoiceLine.of(company.entity).filter(invoice=sold)
        parts = [ReturnLineDraft(line.quantity / 2, invoice_line_id=line.pk) for line in lines]
        found.append(ReturnDraft(sold.order_account_id, parts, return_reason(company)))
    return found


def statements(work: Callable[[], object]) -> int:
    """Count the statements of some work."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def test_many_returns_take_as_many_statements_as_one(company: Company) -> None:
    entity, clerk = company.entity, company.clerk
    counts = []
    for count in (1, 1, 12):
        wanted = drafts(company, count)
        made = []
        entered = statements(lambda wanted=wanted, made=made: made.extend(enter_returns(entity, wanted, clerk).or_raise().returns.values()))
        cancelled = statements(lambda made=made: cancel_returns(entity, [returned.pk for returned in made], clerk))
        counts.append((entered, cancelled))

    _warm, one, many = counts
    assert one == many
    assert one[0] <= 48
    assert one[1] <= 24


def test_looking_at_an_ordinary_order_reads_nothing_of_returns(company: Company) -> None:
    order = sales_order(company, ("A", 4))
    with CaptureQueriesContext(connection) as captured:
        plan(company, order).or_raise()
        invoice(company, order)

    assert [query["sql"] for query in captured if "returns_" in query["sql"]] == []


def test_arrivals_packing_slips_and_credit_notes_of_many_returns_take_as_many_statements_as_of_one(company: Company) -> None:
    entity, clerk, code = company.entity, company.clerk, disposition(company)
    counts = []
    for count in (1, 1, 6):
        made = enter_returns(entity, drafts(company, count), clerk).or_raise().returns.values()
        orders = [returned.order for returned in made]
        lines = ReturnLine.of(entity).filter(return_order__in=made).order_by("pk")
        arrivals = [Arrival(line.pk, code, Decimal(1)) for line in lines]
        counts.append(
            (
                statements(lambda arrivals=arrivals: register_arrivals(entity, arrivals, clerk)),
                statements(lambda orders=orders: deliver(company, *orders).or_raise()),
                statements(lambda orders=orders: post(company, *orders).plan.or_raise()),
            )
        )

    _warm, one, many = counts
    assert all(more <= few + 2 for few, more in zip(one, many, strict=True)), counts
