"""Lines follow a changed header as the parameters say: always, when somebody agrees, never (sales.md §7.1, §22)."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.inventory.models import Warehouse
from sales.errors import UpdateOrderLines
from sales.models import SalesOrder
from sales.services.change_order import change_order
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.sales import deliver, lines_of, only_line, sales_order, set_parameters
from tests.web_fixtures import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]

LATER = date(2026, 3, 23)


def move(company: Company, order: SalesOrder, answer: bool | None) -> date:
    change_order(company.entity, order.pk, {"requested_ship_date": LATER}, company.clerk, update_lines=answer)
    return only_line(order).requested_ship_date


@pytest.mark.parametrize(
    ("rule", "answer", "follows"),
    [("always", None, True), ("always", False, True), ("never", True, False), ("prompt", True, True), ("prompt", False, False)],
)
def test_the_parameter_decides_and_the_answer_where_it_asks(company: Company, rule: str, answer: bool | None, follows: bool) -> None:
    set_parameters(company, update_line_dates=rule)

    assert (move(company, sales_order(company, ("A", 4)), answer) == LATER) is follows


def test_nobody_is_asked_where_no_line_would_change(company: Company) -> None:
    order = sales_order(company, ("A", 4))
    with pytest.raises(UpdateOrderLines, match="requested ship date"):
        move(company, order, None)

    deliver(company, order)

    assert move(company, order, None) != LATER


def test_what_was_delivered_stays_and_each_field_has_a_rule_of_its_own(company: Company) -> None:
    second = Warehouse.of(company.entity).create(legal_entity=company.entity, code="W2", name="Second", site=company.warehouse.site)
    set_parameters(company, update_line_dates="never", update_line_warehouse="always")
    order = sales_order(company, ("A", 4), ("B", 2))
    deliver(company, order, updates={10: 1, 20: 0})

    change_order(company.entity, order.pk, {"requested_ship_date": LATER, "warehouse_id": second.pk}, company.clerk, update_lines=None)

    first, other = lines_of(order)
    assert (first.warehouse, other.warehouse) == (company.warehouse, second)
    assert other.requested_ship_date != LATER


def test_the_page_asks_and_takes_the_answer(signed_in_client: SignIn, company: Company) -> None:
    order, client = sales_order(company, ("A", 4)), signed_in_client("OM")
    address = f"/NL01/sales/orders/{order.pk}/edit/"
    page = client.get(address)
    form, lines = page.context["form"], page.context["lines"]
    sent = {bound.html_name: bound.value() for bound in (*form, *(bound for line in lines.forms for bound in line))}
    sent = {name: "" if value in (None, False) else value for name, value in sent.items()}
    sent |= {"lines-TOTAL_FORMS": len(lines.forms), "lines-INITIAL_FORMS": 1, "requested_ship_date": "23-03-2026"}

    asked = client.post(address, sent)
    assert asked.status_code == 422 and "Update the order lines with: requested ship date?" in asked.content.decode()
    client.post(address, sent | {"update_lines": "yes"})

    assert only_line(order).requested_ship_date == LATER


def test_rest_asks_only_those_who_leave_the_answer_open(company: Company) -> None:
    order, clerk = sales_order(company, ("A", 4)), ApiUser(company.user("OC"), company.entity.code)
    address, change = f"sales-orders/{order.number}", {"requested_ship_date": LATER.isoformat()}

    assert clerk.change(address, change | {"update_lines": None}, expect=409).json()["code"] == "ORD-55"
    assert clerk.change(address, change, expect=200).json()["lines"][0]["requested_ship_date"] == LATER.isoformat()
