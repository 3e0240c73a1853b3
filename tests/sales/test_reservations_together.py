"""Reservations of many lines on one page and over REST: reserved, changed by hand, given back (sales.md §2.6)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sales.models import SalesOrderLine
from sales.services.reservations import reserve_chosen
from tests.api.client import ApiUser
from tests.factories.company import Company
from tests.factories.sales import lines_of, sales_order
from tests.invoicing.test_posting_dialog import post
from tests.web_fixtures import SignIn

LIST = "/NL01/sales/orders/reservations/"
pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in warehouse clerk."""
    return signed_in_client("WH")


@pytest.fixture
def lines(company: Company) -> list[SalesOrderLine]:
    """Two orders that want six and five of an item of which eight are there."""
    company.item("RES", "5", negative_stock=False)
    company.stock("RES", "8")
    return [lines_of(sales_order(company, ("RES", quantity)))[0] for quantity in (6, 5)]


def held(company: Company) -> list[Decimal]:
    """Return what is reserved of the lines, in the order in which they were entered."""
    return list(SalesOrderLine.of(company.entity).for_reservation_list().order_by("pk").values_list("held", flat=True))


def chosen(lines: list[SalesOrderLine]) -> str:
    """Return lines as a list names them."""
    return ",".join(str(line.pk) for line in lines)


def test_the_list_shows_what_is_open_reserved_and_free(client: Client, company: Company, lines: list[SalesOrderLine]) -> None:
    reserve_chosen(company.entity, [lines[0].pk], company.clerk)

    found = {line.pk: line for line in client.get(LIST).context["listing"].rows.rows}

    assert [(found[line.pk].deliver_rest, found[line.pk].held, found[line.pk].free) for line in lines] == [(6, 6, 2), (5, 0, 2)]
    assert [line.pk for line in client.get(f"{LIST}?tab=reserved").context["listing"].rows.rows] == [lines[0].pk]
    assert [line.pk for line in client.get(f"{LIST}?tab=possible").context["listing"].rows.rows] == [lines[1].pk]


def test_what_is_there_is_reserved_and_what_falls_short_is_told(client: Client, company: Company, lines: list[SalesOrderLine]) -> None:
    done = post(client, f"{LIST}reserve/?selected={chosen(lines)}").context["outcome"]

    assert (held(company), len(done.links)) == ([6, 2], 2)
    assert [warning[2].code for warning in done.warnings] == ["STK-03"]


def test_what_one_line_gives_back_another_can_have(client: Client, company: Company, lines: list[SalesOrderLine]) -> None:
    reserve_chosen(company.entity, [line.pk for line in lines], company.clerk)
    first, second = lines

    post(client, f"{LIST}change/?selected={chosen(lines)}", **{f"quantity_{first.pk}": "3", f"quantity_{second.pk}": "5"})

    assert held(company) == [3, 5]


def test_more_than_is_there_is_refused_at_its_line(client: Client, company: Company, lines: list[SalesOrderLine]) -> None:
    first, second = lines

    refused = post(client, f"{LIST}change/?selected={chosen(lines)}", **{f"quantity_{first.pk}": "6", f"quantity_{second.pk}": "5"})

    assert list(refused.context["form"].errors) == [f"quantity_{second.pk}"]
    assert held(company) == [0, 0]


def test_reservations_are_given_back(client: Client, company: Company, lines: list[SalesOrderLine]) -> None:
    reserve_chosen(company.entity, [line.pk for line in lines], company.clerk)

    post(client, f"{LIST}release/?selected={chosen(lines)}")

    assert held(company) == [0, 0]


def test_many_lines_take_as_many_statements_as_one(company: Company) -> None:
    company.stock("A", "100")
    counts = []
    for number in (1, 1, 4):
        keys = [lines_of(sales_order(company, ("A", 2)))[0].pk for _each in range(number)]
        with CaptureQueriesContext(connection) as captured:
            reserve_chosen(company.entity, keys, company.clerk)
        counts.append(len(captured))

    assert counts[1] == counts[2]


def test_reservations_are_read_and_changed_over_rest(company: Company, lines: list[SalesOrderLine]) -> None:
    warehouse = ApiUser(company.user("WH"), "NL01")
    rows = [{"order": "SO-000001", "line_number": 10, "quantity": "4"}, {"order": "SO-000002", "line_number": 10}]

    changed = warehouse.send("reservations/change", {"lines": rows}, expect=200).json()

    assert [line["reserved"] for line in changed["lines"]] == ["4", "4"]
    assert [notice["code"] for notice in changed["notices"]] == ["STK-03"]
    [read] = warehouse.read("reservations", order="SO-000002")["results"]
    assert (read["open_quantity"], read["reserved"], read["available"]) == ("5", "4", "0")
    refused = warehouse.send("reservations/change", {"lines": [rows[1] | {"quantity": "5"}]}, expect=409).json()
    assert (refused["code"], refused["field"]) == ("STK-01", "lines.0.quantity")
    released = warehouse.send("reservations/change", {"lines": [rows[0]], "release": True}, expect=200).json()
    assert released["lines"][0]["reserved"] == "0"
    ApiUser(company.user("AU"), "NL01").send("reservations/change", {"lines": rows}, expect=403)
