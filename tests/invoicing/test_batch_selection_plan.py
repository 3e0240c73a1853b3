"""What the batch selects it selects in one pass over the tables, whatever the planner believes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.batch.criteria import Criteria
from foundation.batch.handlers import Selection, handler_for
from foundation.batch.services.select_items import preview, snapshot
from invoicing.models import SummaryUpdate
from tests.factories.batch_invoicing import many_orders
from tests.factories.company import Company

pytestmark = pytest.mark.django_db

WAYS = [
    {"quantity": "all"},
    {"quantity": "deliver_now"},
    {"quantity": "packing_slip"},
    {"quantity": "packing_slip", "deliver_first": "all"},
]
ONE_ITEM = [{"field": "item", "operator": "=", "values": ["A"]}]


@pytest.fixture
def statistics_say_empty(company: Company) -> None:
    """Let the planner believe that every table is empty, as after a roll-back that autovacuum looked at."""
    many_orders(company, 30)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET reltuples = 0, relpages = 10 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")


def selection(company: Company, parameters: Mapping[str, Any], criteria: list[dict[str, Any]]) -> Selection:
    handler = handler_for("customer_invoice")
    chosen = {"summary_update": SummaryUpdate.NONE} | dict(parameters)
    return Selection(company.entity, chosen, Criteria.parse(criteria, handler.criteria_fields()), (), company.entity.today())


def plan_of(wanted: Selection) -> str:
    """Return the plan of the statement that selects the orders, made as the selection makes it."""
    with CaptureQueriesContext(connection) as captured:
        preview("customer_invoice", wanted)
    [statement] = [query["sql"] for query in captured if 'FROM "sales_salesorder"' in query["sql"]]
    with snapshot(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.usefixtures("statistics_say_empty")
@pytest.mark.parametrize("criteria", [[], ONE_ITEM], ids=["no criteria", "an item"])
@pytest.mark.parametrize("parameters", WAYS, ids=lambda way: " ".join(way.values()))
def test_selecting_never_loops_over_one_table_for_each_row_of_another(
    company: Company, parameters: dict[str, str], criteria: list[dict[str, Any]]
) -> None:
    assert "Nested Loop" not in plan_of(selection(company, parameters, criteria))


@pytest.mark.usefixtures("statistics_say_empty")
def test_what_comes_after_the_selection_is_planned_as_always(company: Company) -> None:
    preview("customer_invoice", selection(company, WAYS[0], []))

    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_nestloop")
        assert cursor.fetchone() == ("on",)
