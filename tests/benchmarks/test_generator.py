"""The generator fills the database with documents that are true: constraints, foreign keys and the checks of the books hold."""

from __future__ import annotations

from collections import Counter

import pytest
from django.apps import apps
from django.db import connection

from benchmarks.generator.fill import Size, fill
from benchmarks.generator.templates import LINES
from customers.models import Customer, OpenTransaction
from foundation.inventory.models import Item
from foundation.ledger.checks import violations
from foundation.organization.services.numbering import take_number
from invoicing.models import CustomerInvoice
from sales.models import SalesOrder, SalesOrderLine
from sales.statuses import SalesStatus
from tests.factories.company import Company

ORDERS = 200


def dangling() -> list[str]:
    """Return the foreign keys of the database that point at nothing; copying passes the triggers that would notice."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            for field in model._meta.local_concrete_fields:
                if field.related_model is None or model._meta.proxy or not model._meta.managed:
                    continue
                table, target = model._meta.db_table, field.related_model._meta.db_table
                key = field.target_field.column
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" t WHERE "{field.column}" IS NOT NULL '  # noqa: S608 -- names of our own tables
                    f'AND NOT EXISTS (SELECT 1 FROM "{target}" r WHERE r."{key}" = t."{field.column}")'
                )
                if cursor.fetchone()[0] and getattr(field, "db_constraint", True):
                    found.append(f"{table}.{field.column}")
    return found


@pytest.mark.django_db
def test_generated_documents_are_true() -> None:
    company = fill(Size(ORDERS))
    assert violations() == []
    assert dangling() == []
    check_shape(company)
    number = take_number(company.entity, "sales_order", company.entity.today())
    assert number == f"SO-{ORDERS + 1:07}", "the next document follows without a gap"


def check_shape(company: Company) -> None:
    """Hold the number of orders, lines, customers and items, and how far the orders got."""
    orders = SalesOrder.of(company.entity)
    assert orders.count() == ORDERS
    assert SalesOrderLine.of(company.entity).count() == ORDERS * LINES
    statuses = Counter(orders.values_list("status", flat=True))
    assert statuses == {SalesStatus.INVOICED: 176, SalesStatus.OPEN: 14, SalesStatus.DELIVERED: 6, SalesStatus.CANCELLED: 4}
    assert orders.on_hold().count() == 2
    assert set(orders.values_list("currency", flat=True)) == {"EUR", "USD", "GBP"}
    assert CustomerInvoice.of(company.entity).count() == 176
    assert 0 < OpenTransaction.of(company.entity).count() < 60, "most invoices are paid"
    assert Customer.of(company.entity).count() > 20
    assert Item.of(company.entity).count() > 50
