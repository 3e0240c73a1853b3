"""Projects are written as sets: the number of statements is the same for one and for many, and stays bounded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sales.corrections import CorrectionRequest
from sales.services.correct_packing_slips import correct_packing_slips
from tests.factories.company import Company
from tests.factories.projects import project, sell
from tests.factories.sales import deliver, sales_order

pytestmark = pytest.mark.django_db


def statements(work: Callable[[], object], table: str = "") -> int:
    """Count the statements of some work, those that name a table."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len([query for query in captured if table in query["sql"]])


def test_selling_many_items_takes_as_many_statements_as_one(company: Company) -> None:
    refit = project(company)
    counts = [statements(lambda count=count: sell(company, refit, *[("A", 1)] * count)) for count in (1, 1, 20)]

    assert counts[1] == counts[2]
    assert counts[1] <= 45


def test_many_orders_are_written_to_their_projects_with_as_many_statements_as_one(company: Company) -> None:
    counts = []
    for count in (1, 1, 10):
        orders = [sell(company, project(company), ("A", 1), ("B", 1)) for _number in range(count)]
        slips: list[int] = []
        posted = statements(lambda orders=orders, slips=slips: slips.extend(slip.pk for slip in deliver(company, *orders).or_raise().slips))
        request = CorrectionRequest(company.entity, slips)
        corrected = statements(lambda request=request: correct_packing_slips(request, company.user("WH")).or_raise(), "projects_")
        counts.append((posted, corrected))

    _warm, one, many = counts
    assert one == many
    assert one[1] <= 3


def test_a_packing_slip_of_an_ordinary_order_reads_nothing_of_projects(company: Company) -> None:
    order = sales_order(company, ("A", 1))
    assert statements(lambda: deliver(company, order).or_raise(), "projects_") == 0
