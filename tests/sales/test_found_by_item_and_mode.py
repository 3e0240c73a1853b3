"""The number of a master finds its variants, a mode of delivery what travels by it: in lists, REST and jobs (sales.md §2.1, §7.2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from foundation.batch.criteria import Criteria
from foundation.batch.handlers import Selection, handler_for
from returns.models import ReturnOrder
from returns.services.enter_returns import enter_returns
from returns.services.plan_returns import ReturnDraft, ReturnLineDraft
from sales.models import SalesOrder
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.places import delivery_mode
from tests.factories.returns import return_reason
from tests.factories.sales import sales_order
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]

JOBS = ["order_confirmation", "packing_slip", "customer_invoice"]


def selected(company: Company, kind: str, field: str, operator: str, *values: str) -> set[str]:
    """Return the numbers of the orders that one row of a job's criteria finds."""
    row: dict[str, Any] = {"field": field, "operator": operator, "values": values}
    criteria = Criteria.parse([row], handler_for(kind).criteria_fields())
    chosen = Selection(company.entity, {}, criteria, (), company.entity.today())
    return {order.number for order in chosen.narrow(SalesOrder.of(company.entity))}


@pytest.fixture
def blue(company: Company) -> SalesOrder:
    """An order of a blue apron, beside one of another item."""
    company.master("APRON", "20.00", "colour", name="Apron", default_warehouse=company.warehouse)
    company.variants("APRON", colour=["blue", "red"])
    sales_order(company, ("A", 1))
    return sales_order(company, ("APRON-BLUE", 4))


@pytest.mark.parametrize("number", ["APRON", "apron", "APRON-BLUE"])
def test_orders_are_found_by_the_number_of_a_master_in_the_list_and_over_rest(
    company: Company, blue: SalesOrder, signed_in_client: SignIn, number: str
) -> None:
    page = signed_in_client("OM").get("/NL01/sales/orders/", {"item": number}).content.decode()
    answer = ApiUser(company.user("OM"), "NL01").read(f"sales-orders?item={number}")

    assert blue.number in page
    assert [row["number"] for row in answer["results"]] == [blue.number]


@pytest.mark.parametrize("kind", JOBS)
def test_jobs_take_orders_by_the_number_of_a_master(company: Company, blue: SalesOrder, kind: str) -> None:
    [other] = set(SalesOrder.of(company.entity).values_list("number", flat=True)) - {blue.number}

    assert selected(company, kind, "item", "=", "APRON") == {blue.number}
    assert selected(company, kind, "item", "begins", "APRON-B") == {blue.number}
    assert selected(company, kind, "item", "!=", "APRON") == {other}


def test_returns_are_found_by_the_number_of_a_master(company: Company, blue: SalesOrder) -> None:
    lines = [ReturnLineDraft(Decimal(1), company.items["APRON-RED"].pk)]
    draft = ReturnDraft(blue.customer_id, lines, return_reason(company))
    returned = enter_returns(company.entity, [draft], company.clerk).or_raise().returns[0]

    assert list(ReturnOrder.of(company.entity).with_item("apron")) == [returned]


@pytest.mark.parametrize("kind", JOBS)
def test_jobs_take_orders_by_how_their_lines_travel(company: Company, kind: str) -> None:
    air, sea = delivery_mode(company, "AIR"), delivery_mode(company, "SEA")
    by_air = sales_order(company, ("A", 1), delivery_mode_id=air.pk)
    partly = sales_order(company, ("A", 1), ("B", 1, None, {"delivery_mode_id": air.pk}), delivery_mode_id=sea.pk)
    by_sea = sales_order(company, ("A", 1, None, {"delivery_mode_id": sea.pk}), delivery_mode_id=air.pk)
    plain = sales_order(company, ("A", 1), delivery_mode_id=None)

    assert selected(company, kind, "delivery_mode", "=", "AIR") == {by_air.number, partly.number}
    assert selected(company, kind, "delivery_mode", "!=", "AIR") == {by_sea.number, plain.number}
    assert selected(company, kind, "delivery_mode", "empty") == {plain.number}
