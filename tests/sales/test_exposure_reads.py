"""A credit check reads of the orders only what counts for the type of the limit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.exposure import exposures
from customers.models import CreditLimitType
from foundation.organization.models import LegalEntity
from tests.factories.company import Company
from tests.factories.sales import deliver, sales_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(company: Company) -> int:
    """A customer with an order that is delivered in part and one that waits."""
    company.stock("A", "10")
    delivered = sales_order(company, ("A", 10, "10.00"))
    deliver(company, delivered, updates={10: 4})
    sales_order(company, ("A", 3, "100.00"))
    return company.customers["C-100"].pk


def read(entity: LegalEntity, customer: int, counted: str) -> tuple[Decimal, Decimal, int]:
    """Return what counts as delivered and as used, and how many statements read orders."""
    with CaptureQueriesContext(connection) as statements:
        found = exposures(entity, [customer], counted=counted)[customer]
    orders = sum("sales_salesorder" in statement["sql"] for statement in statements)
    return found.delivered, found.used(counted), orders


def test_what_does_not_count_is_not_read(company: Company, customer: int) -> None:
    assert read(company.entity, customer, CreditLimitType.BALANCE) == (0, 0, 0)
    assert read(company.entity, customer, CreditLimitType.BALANCE_PACKING_SLIP) == (Decimal("48.40"), Decimal("48.40"), 1)
    assert read(company.entity, customer, CreditLimitType.BALANCE_ALL) == (Decimal("48.40"), Decimal("484.00"), 1)
