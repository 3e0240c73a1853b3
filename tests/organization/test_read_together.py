"""Several querysets read in one statement give what each gives by itself, of the same types."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from customers.models import Customer, CustomerParameters
from foundation.database.together import read_together
from foundation.ledger.models import SalesTaxCode, SalesTaxCodeValue, SalesTaxGroupCode
from foundation.organization.models import FiscalPeriod, NumberSequence
from sales.models import SalesParameters
from tests.factories.company import Company

pytestmark = [pytest.mark.django_db]


def kinds_of_querysets(company: Company) -> list[QuerySet[Any, Any]]:
    entity = company.entity
    return [
        FiscalPeriod.of(entity).order_by("start_date"),
        NumberSequence.of(entity).all(),
        SalesTaxGroupCode.of(entity).select_related("group", "tax_code__posting_group").order_by("pk"),
        SalesTaxCode.of(entity).order_by("code"),
        SalesTaxCodeValue.of(entity).order_by("pk").values_list("tax_code_id", "rate", "valid_from"),
        Customer.of(entity).order_by("pk"),
        Customer.of(entity).order_by("pk").values("account", "party__name"),
        Customer.of(entity).order_by("account").values_list("account", flat=True),
        CustomerParameters.objects.filter(legal_entity=entity),
        SalesParameters.objects.filter(legal_entity=entity),
        FiscalPeriod.of(entity).filter(pk__in=[]),
        FiscalPeriod.of(entity).filter(status="no such"),
    ]


def values_of(row: Any) -> list[Any]:
    """Return the values of a row with their types; of an object, those of its columns."""
    if isinstance(row, dict):
        values = list(row.values())
    elif hasattr(row, "_meta"):
        values = [getattr(row, field.attname) for field in row._meta.concrete_fields]
    else:
        values = list(row) if isinstance(row, tuple) else [row]
    return [(type(value), value) for value in values]


def test_what_is_read_together_is_what_each_would_read_alone(company: Company) -> None:
    alone, together = kinds_of_querysets(company), kinds_of_querysets(company)

    with CaptureQueriesContext(connection) as captured:
        read_together(*together)
        found = [[values_of(row) for row in queryset] for queryset in together]

    assert len(captured) == 1
    assert found == [[values_of(row) for row in queryset] for queryset in alone]
    assert sum(map(bool, found)) >= 8


def test_related_records_come_with_it(company: Company) -> None:
    codes = SalesTaxGroupCode.of(company.entity).select_related("group", "tax_code__posting_group", "tax_code__base_code")
    read_together(codes)

    with CaptureQueriesContext(connection) as captured:
        assert all(known.group.code and known.tax_code.code for known in codes)

    assert len(captured) == 0


def test_a_queryset_that_was_read_can_be_narrowed_as_any_other(company: Company) -> None:
    customers = Customer.of(company.entity).order_by("account")
    read_together(customers)

    assert customers.filter(account="C-100").get().account == "C-100"
