"""Walk a list page by page, forwards or backwards: each row is met once, in order, however many rows share a value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.models import Customer
from foundation.backoffice.lists.paging import Ordering, take_page
from tests.factories.company import Company

FIELDS = ("credit_limit", "credit_limit_valid_to", "pk")
ROWS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from([None, "2026-01-01", "2026-01-02"])), max_size=12)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(rows=ROWS, field=st.sampled_from(FIELDS), descending=st.booleans(), size=st.integers(1, 5))
def test_pages_in_either_direction_show_each_row_once(
    company: Company, rows: list[tuple[int, str | None]], field: str, descending: bool, size: int
) -> None:
    customers = Customer.of(company.entity)
    customers.filter(account__startswith="P-").delete()
    template = company.customers["C-100"]
    customers.bulk_create(
        Customer(
            legal_entity=company.entity,
            account=f"P-{position}",
            party_id=template.party_id,
            group_id=template.group_id,
            currency_id="EUR",
            credit_limit=Decimal(limit),
            credit_limit_valid_to=day,
        )
        for position, (limit, day) in enumerate(rows)
    )
    found = customers.filter(account__startswith="P-")
    ordering = Ordering(field, descending)
    expected = [row.pk for row in ordering.of(found)]

    forwards, after, last = [], "", ""
    while True:
        page = take_page(found, ordering, size=size, after=after)
        forwards += [row.pk for row in page.rows]
        last, after = page.before, page.after
        if not after:
            break
    assert forwards == expected

    backwards, before = [], last
    shown = len(page.rows)
    while before:
        page = take_page(found, ordering, size=size, before=before)
        backwards = [row.pk for row in page.rows] + backwards
        before = page.before
    assert backwards == expected[: len(expected) - shown] if expected else not backwards
