"""A request that is repeated finds its invoices by index, however many others there are (REL-20)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoicing.planning import InvoiceRequest
from invoicing.services.post_invoices import post_invoices
from tests.factories.company import Company
from tests.factories.sales import sales_order

pytestmark = pytest.mark.django_db


def test_the_invoices_of_a_repeated_request_are_found_by_index(company: Company) -> None:
    order = sales_order(company, ("S", 1, "10.00"))
    request = InvoiceRequest(idempotency_prefix="click-1")
    [posted] = post_invoices(company.entity, [order.pk], request, user=company.clerk).invoices

    with CaptureQueriesContext(connection) as captured:
        again = post_invoices(company.entity, [order.pk], request, user=company.clerk).invoices

    assert again == [posted]
    [statement] = [query["sql"] for query in captured if '"idempotency_key" >=' in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET reltuples = 1000000, relpages = 1 WHERE relname = 'invoicing_customerinvoice'")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "customer_invoice_posted_once" in plan
    [condition] = [line for line in plan.splitlines() if "Index Cond" in line]
    assert "idempotency_key" in condition
