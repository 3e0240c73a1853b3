"""Acceptance scenarios of customers.md: nobody is entered twice without knowing."""

from __future__ import annotations

from typing import Any

import pytest

from customers.models import Customer, CustomerGroup
from customers.services.create_customers import create_customer
from tests.factories.company import Company
from tests.web_fixtures import SignIn

NEW = "/NL01/customers/customers/new/"


def create(company: Company, **values: Any) -> Customer:
    """A customer that is there already."""
    entered = {"group": CustomerGroup.of(company.entity).get(code="FOREIGN"), "country": "DE"} | values
    return create_customer(company.entity, entered, user=company.clerk).customer


def filled(company: Company, **changes: Any) -> dict[str, Any]:
    """What a filled-in form of a new customer sends."""
    group = CustomerGroup.of(company.entity).get(code="FOREIGN").pk
    sent = {"kind": "organisation", "group": group, "currency": "EUR", "country": "DE"}
    return sent | {"partial_delivery": "allowed", "credit_limit": "0"} | changes


@pytest.mark.scenario("customers", "1")
def test_the_same_vat_number_is_a_duplicate_that_needs_the_permission_and_a_reason(signed_in_client: SignIn, company: Company) -> None:
    create(company, name="Nord-Pumpen GmbH", vat_number="DE136695976")
    manager, sent = signed_in_client("AR"), filled(company, name="NORD PUMPEN", vat_number="DE136695976")

    refused = manager.post(NEW, sent)

    assert refused.status_code == 422
    [candidate] = refused.context["candidates"]
    assert candidate.likeness.points >= 100
    assert not Customer.of(company.entity).filter(party__name="NORD PUMPEN").exists()
    assert manager.post(NEW, sent | {"duplicate_reason": "Branch with its own account"}).status_code == 302


@pytest.mark.scenario("customers", "1")
def test_without_the_permission_no_reason_helps(signed_in_client: SignIn, company: Company) -> None:
    create(company, name="Nord-Pumpen GmbH", email="info@nord.example")
    sent = filled(company, name="NORD PUMPEN", email="info@nord.example", duplicate_reason="Branch", duplicate_confirmed="on")

    assert signed_in_client("OC").post(NEW, sent).status_code == 422
    assert not Customer.of(company.entity).filter(party__name="NORD PUMPEN").exists()


@pytest.mark.scenario("customers", "2")
def test_the_same_house_and_a_similar_name_is_shown_and_the_user_may_continue(signed_in_client: SignIn, company: Company) -> None:
    place = {"street": "Hafenstrasse", "house_number": "12", "postal_code": "20457", "city": "Hamburg"}
    create(company, name="Hansa Schiffsbedarf GmbH", **place)
    clerk, sent = signed_in_client("OC"), filled(company, name="Hansa Schiffsbedarfe", **place)

    asked = clerk.post(NEW, sent)

    [candidate] = asked.context["candidates"]
    assert candidate.likeness.points == 60
    assert "Hansa Schiffsbedarf GmbH" in asked.content.decode()
    assert clerk.post(NEW, sent | {"duplicate_confirmed": "on"}).status_code == 302
