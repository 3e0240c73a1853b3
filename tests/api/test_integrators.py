"""What integrators ran into: countries, languages, keys at sign-in, races, lines named twice, blank filters, synchronising."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from customers.models import Customer
from foundation.documents.formatting import locale_of
from sales.models import SalesOrder
from tests.api.client import ApiUser
from tests.api.conftest import ApiAs
from tests.factories.company import Company
from tests.factories.sales import sales_order

ORDER: dict[str, Any] = {"customer": "C-100", "warehouse": "W1", "lines": [{"item": "A", "quantity": "1", "unit_price": "25"}]}


def test_a_country_in_small_letters_is_the_same_country_for_the_tax(company: Company, clerk: ApiUser) -> None:
    at_home = clerk.send("sales-orders", ORDER | {"delivery_city": "Breda", "delivery_country": "NL"}, expect=201).json()
    typed_small = clerk.send("sales-orders", ORDER | {"delivery_city": "Breda", "delivery_country": "nl"}, expect=201).json()

    assert (typed_small["delivery_country"], typed_small["sales_tax_group"]) == ("NL", at_home["sales_tax_group"])


@pytest.mark.parametrize("country", ["XX", "UK", "N"])
def test_a_country_that_nobody_knows_is_refused_and_not_taken_for_export(company: Company, clerk: ApiUser, country: str) -> None:
    assert clerk.send("sales-orders", ORDER | {"delivery_country": country}, expect=409).json()["code"] == "CU-021"
    assert not SalesOrder.of(company.entity).exists()


def test_an_order_has_a_language_in_which_documents_are_made(company: Company, clerk: ApiUser) -> None:
    refused = clerk.send("sales-orders", ORDER | {"language": "zz"}, expect=422).json()
    assert [error["field"] for error in refused["errors"]] == ["language"]


def test_a_document_in_a_language_of_no_land_is_made_in_english() -> None:
    assert locale_of("zz") == locale_of("en")


def test_a_key_does_not_stand_in_the_way_of_signing_in(company: Company) -> None:
    person = company.user("OC")
    person.set_password("right horse battery")
    person.save()
    body = {"email": person.email, "password": "right horse battery"}
    answer = Client().post("/api/v1/tokens", body, content_type="application/json", headers={"Idempotency-Key": "first"})
    assert answer.status_code == 201


def test_a_line_that_a_request_names_twice_is_refused(company: Company, clerk: ApiUser, api_as: ApiAs) -> None:
    company.stock("A", "10")
    order = sales_order(company, ("A", 5))
    rows = [{"order": order.number, "line_number": 10, "quantity": quantity} for quantity in ("1", "2")]
    changes = [{"line_number": 10, "quantity": quantity} for quantity in ("5", "6")]
    slips = api_as("WH").send("packing-slips", {"orders": [order.number], "lines": rows}, expect=422).json()
    edits = clerk.send(f"sales-orders/{order.number}/lines", {"lines": changes}, expect=422).json()

    assert [error["field"] for error in slips["errors"]] == ["lines.1"]
    assert [error["field"] for error in edits["errors"]] == ["lines.1.line_number"]


def test_a_filter_without_a_value_is_refused_instead_of_finding_everything(company: Company, clerk: ApiUser) -> None:
    sales_order(company, ("A", 1))
    assert [error["field"] for error in clerk.get(f"{clerk.base}/sales-orders?external_id=").json()["errors"]] == ["external_id"]


@pytest.mark.parametrize("change", [{"phone": "020 123 45 67"}, {"name": "Another name"}, {"city": "Breda"}, {"language": "nl"}])
def test_whoever_synchronises_hears_of_every_change_of_a_customer(company: Company, api_as: ApiAs, change: dict[str, str]) -> None:
    Customer.of(company.entity).update(updated_at=timezone.now() - timedelta(days=1))
    manager = api_as("OM")
    since = (timezone.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert manager.read("customers", updated_since=since)["results"] == []

    assert manager.change("customers/C-100", change).status_code == 200

    assert [row["account"] for row in manager.read("customers", updated_since=since)["results"]] == ["C-100"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("open-lines", "requested_ship_date_after"),
        ("stock-transactions", "physical_date_after"),
        ("return-lines", "deadline_after"),
        ("returnable-lines", "invoice_date_after"),
    ],
)
def test_a_filter_by_a_day_that_cannot_be_counted_with_is_refused_by_name(company: Company, api_as: ApiAs, path: str, name: str) -> None:
    client = api_as("OM")
    address = f"/api/v1/{company.entity.code}/{path}?{name}="
    refused = client.get(f"{address}0001-01-01")
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (422, [name])
    assert client.get(f"{address}1900-01-01").status_code == 200


def test_a_job_does_not_start_before_there_were_computers(company: Company, api_as: ApiAs) -> None:
    job = {"kind": "post-invoices", "start_at": "0001-01-01T00:00"}
    refused = api_as("AR").send("batch-jobs", job, expect=422).json()
    assert "start_at" in [error["field"] for error in refused["errors"]]
