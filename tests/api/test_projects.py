"""Projects over REST: entered, sold on, used, finished, deleted."""

from __future__ import annotations

import pytest

from sales.models import SalesOrder
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.sales import deliver, with_sequence


@pytest.fixture
def number(company: Company, clerk: ApiUser) -> str:
    """A time and material project of C-100, entered over REST."""
    with_sequence(company, "project", "P-#####")
    new = {"name": "Refit", "customer": "C-100", "project_type": "time_and_material", "warehouse": "W1"}
    made = clerk.send("projects", new, expect=201).json()
    assert (made["status"], made["currency"], made["is_billable"], made["requirements"]) == ("created", "EUR", True, [])
    return str(made["number"])


def test_items_go_on_one_order_and_what_leaves_is_written_to_the_project(
    company: Company, clerk: ApiUser, api_as: ApiAs, number: str
) -> None:
    sold = clerk.send(f"projects/{number}/sell-items", {"items": [{"item": "A", "quantity": "5"}]}).json()
    again = clerk.send(f"projects/{number}/sell-items", {"items": [{"item": "B", "quantity": "3", "warehouse": "W1"}]}).json()
    assert {line["order"] for line in again["requirements"]} == {sold["requirements"][0]["order"]}
    assert [(line["item"], line["ordered_quantity"], line["billable"]) for line in again["requirements"]] == [
        ("A", "5", True),
        ("B", "3", True),
    ]

    order = SalesOrder.of(company.entity).get(project_number=number)
    deliver(company, order).or_raise()
    used = api_as("OM").read(f"project-transactions?project={number}")["results"]
    assert sorted((row["item"], row["quantity"], row["order"], row["invoiced"]) for row in used) == [
        ("A", "5", order.number, False),
        ("B", "3", order.number, False),
    ]
    assert clerk.read(f"sales-orders/{order.number}")["project_number"] == number


def test_refusals_have_their_codes_and_places(company: Company, clerk: ApiUser, api_as: ApiAs, number: str) -> None:
    unknown = clerk.send(f"projects/{number}/sell-items", {"items": [{"item": "NONE", "quantity": "1"}]}, expect=422)
    assert unknown.json()["errors"][0]["field"] == "items.0.item"
    nobody = clerk.send("projects", {"name": "Refit", "project_type": "fixed_price"}, expect=409)
    assert nobody.json()["code"] == "PRJ-02"

    clerk.send(f"projects/{number}/sell-items", {"items": [{"item": "A", "quantity": "5"}]})
    manager = api_as("OM")
    assert manager.send(f"projects/{number}/finish", {}, expect=409).json()["code"] == "PRJ-04"
    assert manager.delete(f"{manager.base}/projects/{number}").json()["code"] == "PRJ-03"
    done = manager.send(f"projects/{number}/finish", {"cancel_open": True}).json()
    assert (done["status"], done["requirements"][0]["status"]) == ("finished", "cancelled")
    assert clerk.change(f"projects/{number}", {"name": "Other"}, expect=409).json()["code"] == "PRJ-01"


def test_a_project_is_changed_and_deleted_while_nothing_was_sold(clerk: ApiUser, api_as: ApiAs, number: str) -> None:
    assert clerk.change(f"projects/{number}", {"name": "Galley", "project_type": "fixed_price"}, expect=200).json()["is_billable"] is False
    assert [row["name"] for row in clerk.read("projects?project_type=fixed_price")["results"]] == ["Galley"]
    manager = api_as("OM")
    assert manager.delete(f"{manager.base}/projects/{number}").status_code == 204
    assert clerk.read("projects")["results"] == []


def test_the_warehouse_reads_projects_and_neither_enters_them_nor_sees_cost(api_as: ApiAs, number: str) -> None:
    warehouse = api_as("WH")
    assert [row["number"] for row in warehouse.read("projects")["results"]] == [number]
    warehouse.send("projects", {"name": "Mine", "customer": "C-100"}, expect=403)
    assert warehouse.get(f"{warehouse.base}/project-transactions").status_code == 403


def test_a_project_does_not_end_before_it_starts(clerk: ApiUser, number: str) -> None:
    refused = clerk.change(f"projects/{number}", {"start_date": "2027-01-01", "end_date": "2026-01-01"}, expect=409).json()
    assert (refused["code"], refused["field"]) == ("PRJ-06", "end_date")
