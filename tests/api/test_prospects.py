"""Prospects over REST: entered, changed, and made customers."""

from __future__ import annotations

from customers.models import Customer, CustomerGroup
from tests.api.conftest import ApiAs
from tests.factories.company import Company


def test_prospects_over_rest(company: Company, api_as: ApiAs) -> None:
    manager = api_as("OM")
    group = CustomerGroup.of(company.entity).order_by("pk")[0]

    made = manager.send("prospects", {"name": "Nieuw", "group": group.code, "email": "a@nieuw.example"}, expect=201).json()
    changed = manager.change(f"prospects/{made['account']}", {"contact_name": "Mrs Nieuw"}, expect=200).json()
    taken = manager.send(f"prospects/{made['account']}/check-account", {"account": "C-100"}, expect=200).json()
    converted = manager.send(f"prospects/{made['account']}/convert", {}, expect=200).json()

    assert (changed["contact_name"], taken["code"]) == ("Mrs Nieuw", "GEN-03")
    assert (converted["status"], bool(converted["customer"])) == ("converted", True)


def test_a_prospect_that_became_a_customer_is_quoted_as_that_customer(company: Company, api_as: ApiAs) -> None:
    manager, group = api_as("OM"), CustomerGroup.of(company.entity).order_by("pk")[0]
    account = manager.send("prospects", {"name": "Nieuw", "group": group.code}, expect=201).json()["account"]
    customer = manager.send(f"prospects/{account}/convert", {}, expect=200).json()["customer"]
    lines = [{"item": "A", "quantity": "1"}]

    made = manager.send("quotations", {"prospect": account, "lines": lines}, expect=201).json()

    assert made["customer"] == customer


def test_a_template_that_nobody_gets_a_quotation_from_is_refused_as_a_whole(company: Company, api_as: ApiAs) -> None:
    manager = api_as("OM")
    number = manager.send("quotations", {"customer": "C-100", "lines": [{"item": "A", "quantity": "1"}]}, expect=201).json()["number"]

    assert manager.send(f"quotations/{number}/from-template", {}).status_code == 422
    Customer.of(company.entity).filter(account="C-100").update(hold="all")
    refused = manager.send(f"quotations/{number}/from-template", {"customers": ["C-100"]}, expect=409).json()
    assert [row["document"] for row in refused["refused"]] == ["C-100"]
