"""A posting that fails at any of its statements leaves nothing behind, not even a used number (REL-10, REL-17)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from foundation.ledger.checks import violations
from foundation.organization.models import NumberCounter
from invoicing.models import CustomerInvoice
from sales.deliveries import DeliveryRequest
from sales.models import PackingSlip, SalesOrder
from sales.services.post_packing_slips import post_packing_slips
from tests.factories.company import Company
from tests.factories.invoicing import post
from tests.factories.sales import deliver, sales_order

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

Post = Callable[[Company, SalesOrder], Any]


class Injected(Exception):
    """The statement that the test chose was not executed."""


class Undone(Exception):
    """The test takes back what it tried."""


class FailAt:
    """Counts statements and raises instead of executing the n-th."""

    def __init__(self, position: int) -> None:
        self.position = position
        self.seen: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen.append(sql)
        result = execute(sql, params, many, context)
        if len(self.seen) == self.position:
            raise Injected(sql[:120])
        return result


@contextmanager
def failing_at(position: int) -> Iterator[FailAt]:
    """Fail after the n-th statement of the block has been executed."""
    fault = FailAt(position)
    with connection.execute_wrapper(fault):
        yield fault


def rows() -> dict[str, int]:
    """Return how many rows every table has."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names()
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables))  # noqa: S608
        return dict(cursor.fetchall())


def state(order: SalesOrder) -> tuple[Any, ...]:
    """Return everything that a posting of the order could change: rows, counters, the order, its lines and the stock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(o) FROM sales_salesorder o UNION ALL SELECT to_jsonb(l) FROM sales_salesorderline l")
        documents = sorted(str(row) for row in cursor.fetchall())
        cursor.execute("SELECT to_jsonb(h) FROM inventory_onhand h")
        stock = sorted(str(row) for row in cursor.fetchall())
    counters = sorted(NumberCounter.objects.values_list("sequence__reference", "scope_key", "next"))
    return rows(), counters, documents, stock


def slip(company: Company, order: SalesOrder) -> PackingSlip:
    """Post the packing slip of the order."""
    [posted] = deliver(company, order).or_raise().slips
    return posted


def invoice(company: Company, order: SalesOrder) -> CustomerInvoice:
    """Post the invoice of the order, which also delivers it."""
    [posted] = post(company, order).invoices
    return posted


@pytest.mark.parametrize("posting", [slip, invoice])
def test_a_posting_that_fails_after_any_statement_leaves_nothing(company: Company, posting: Post) -> None:
    posting(company, sales_order(company, ("A", 1), ("S", 1)))  # counters exist and caches are warm
    order = sales_order(company, ("A", 3), ("B", 2), ("S", 1))
    before = state(order)
    position, failed = 0, []
    while True:
        position += 1
        with failing_at(position) as fault:
            try:
                posted = posting(company, order)
            except Injected:
                failed.append(fault.seen[-1])
            else:
                break
        assert state(order) == before, f"Left behind after statement {position}: {failed[-1]}"

    assert position > 20
    assert any("organization_numbercounter" in sql and "INSERT" in sql for sql in failed)
    assert posted.number.endswith("000002"), "A failed posting has used up a number"
    assert violations() == []


def test_the_order_of_statements_is_the_order_of_locks(company: Company) -> None:
    order = sales_order(company, ("A", 3))
    with failing_at(0) as statements:
        invoice(company, order)

    locks = [
        sql
        for sql in statements.seen
        if "FOR NO KEY UPDATE" in sql or "FOR SHARE" in sql or "INSERT INTO organization_numbercounter" in sql
    ]
    tables = ["sales_salesorder", "customers_customer", "inventory_onhand", "organization_fiscalperiod", "organization_numbercounter"]
    first = [next(place for place, sql in enumerate(locks) if f'FROM "{table}"' in sql or f"INTO {table}" in sql) for table in tables]
    assert first == sorted(first)


def test_without_its_transaction_a_posting_that_fails_uses_up_a_number(company: Company) -> None:
    order = sales_order(company, ("A", 3))
    before = state(order)
    with failing_at(0) as statements, pytest.raises(Undone), transaction.atomic():
        slip(company, order)
        raise Undone
    draw = next(place for place, sql in enumerate(statements.seen, start=1) if "INSERT INTO organization_numbercounter" in sql)
    request = DeliveryRequest(company.entity, [order.pk], delivery_date=date(2026, 3, 5))

    with transaction.atomic(), failing_at(draw - 1), suppress(Injected):  # without the savepoint of its own there is one statement less
        post_packing_slips.__wrapped__(request, company.user("WH"))  # type: ignore[attr-defined]

    assert state(order) != before
    assert [found.check for found in violations()] == ["REL-10 no gap in the series packing_slip"]
