"""Parties that are alike are scored, and nobody enters one a second time without knowing (customers.md §6)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from customers.duplicates import Identity, likeness, normalised_name, similarity
from customers.models import Customer, CustomerGroup, Party
from customers.services.create_customers import create_customer
from customers.services.import_customers import CustomerImporter
from foundation.imports.running import ImportReport, run_import
from foundation.imports.sheets import read_sheet
from foundation.organization.models import AuditEntry
from tests.factories.company import Company
from tests.web_fixtures import SignIn

NEW = "/NL01/customers/customers/new/"


@pytest.mark.parametrize(
    ("name", "normalised"),
    [
        ("Nord-Pumpen GmbH", "nord pumpen"),
        ("NORD PUMPEN", "nord pumpen"),
        ("Café Brûlée B.V.", "cafe brulee"),
        ("Groß & Söhne", "gross sohne"),
        ("SA", "sa"),
    ],
)
def test_capitals_accents_punctuation_and_legal_forms_do_not_tell_names_apart(name: str, normalised: str) -> None:
    assert normalised_name(name) == normalised


@pytest.mark.parametrize(
    ("one", "other", "points"),
    [
        (Identity("A", numbers=frozenset({"NL1"})), Identity("B", numbers=frozenset({"NL1"})), 100),
        (Identity("A", emails=frozenset({"x@a.example"})), Identity("B", emails=frozenset({"x@a.example"})), 60),
        (Identity("A", emails=frozenset({"x@a.example"})), Identity("B", emails=frozenset({"y@a.example"})), 20),
        (Identity("A", emails=frozenset({"x@gmail.com"})), Identity("B", emails=frozenset({"y@gmail.com"})), 0),
        (Identity("A", phones=frozenset({"+311"})), Identity("B", phones=frozenset({"+311"})), 50),
        (Identity("Acme Ltd"), Identity("ACME"), 50),
        (Identity("Waterman Pompen"), Identity("Waterman Pomp"), 30),
        (Identity("A", places=frozenset({("1234 AB", "5")})), Identity("B", places=frozenset({("1234 AB", "5")})), 30),
        (Identity(""), Identity(""), 0),
    ],
)
def test_what_two_parties_share_gives_points(one: Identity, other: Identity, points: int) -> None:
    assert likeness(one, other).points == likeness(other, one).points == points


def test_similarity_is_the_share_of_groups_of_three_letters() -> None:
    assert similarity("word", "two words") == pytest.approx(4 / 11)


@pytest.fixture
def pumps(company: Company) -> Customer:
    """A customer that others might enter a second time."""
    entered = {
        "name": "Nord-Pumpen GmbH",
        "group": CustomerGroup.of(company.entity).get(code="FOREIGN"),
        "vat_number": "DE136695976",
        "email": "info@nord-pumpen.example",
        "country": "NL",
        "street": "Kade",
        "house_number": "5",
        "postal_code": "1234 AB",
        "city": "Delft",
    }
    return create_customer(company.entity, entered, user=company.clerk).customer


def filled(company: Company, **changes: Any) -> dict[str, Any]:
    """What a filled-in form of a new customer sends."""
    group = CustomerGroup.of(company.entity).get(code="DOMESTIC").pk
    sent = {"kind": "organisation", "name": "NORD PUMPEN", "group": group, "currency": "EUR", "country": "NL"}
    return sent | {"partial_delivery": "allowed", "credit_limit": "0"} | changes


def entered(company: Company) -> int:
    """How many customers of the name there are."""
    return Customer.of(company.entity).filter(party__name="NORD PUMPEN").count()


def test_a_possible_duplicate_is_shown_and_entered_once_somebody_confirmed_it(
    signed_in_client: SignIn, company: Company, pumps: Customer
) -> None:
    client, sent = signed_in_client("OC"), filled(company, street="Kade", house_number="5", postal_code="1234AB", city="Delft")

    asked = client.post(NEW, sent)

    assert asked.status_code == 422
    assert "Nord-Pumpen GmbH" in asked.content.decode()
    assert entered(company) == 0
    assert client.post(NEW, sent | {"duplicate_confirmed": "on"}).status_code == 302
    assert entered(company) == 1


def test_a_duplicate_is_entered_with_the_permission_and_a_reason_only(signed_in_client: SignIn, company: Company, pumps: Customer) -> None:
    sent = filled(company, email="info@nord-pumpen.example")
    said = sent | {"duplicate_confirmed": "on", "duplicate_reason": "Second branch"}

    assert signed_in_client("OC").post(NEW, said).status_code == 422
    assert signed_in_client("OM").post(NEW, sent | {"duplicate_confirmed": "on"}).status_code == 422
    assert entered(company) == 0
    assert signed_in_client("OM").post(NEW, said).status_code == 302
    assert entered(company) == 1
    assert AuditEntry.of(company.entity).filter(action="created", reason="Second branch").exists()


def test_a_party_of_the_address_book_becomes_a_customer_of_another_entity(
    signed_in_client: SignIn, company: Company, other_company: Company, pumps: Customer
) -> None:
    person = other_company.user("OM")
    client = Client()
    client.force_login(person)
    address = f"/BE01/customers/customers/new/?party={pumps.party_id}"
    assert client.get(address).status_code == 404

    other_company.user("OM").memberships.create(legal_entity=company.entity, role=person.memberships.get().role)
    form = client.get(address).context["form"]
    sent = filled(other_company, name=form["name"].value(), phone="+31151234567")
    answer = client.post(address, sent)

    assert answer.status_code == 302, answer.context["form"].errors
    assert form["street"].value() == "Kade"
    assert Customer.of(other_company.entity).get(party=pumps.party).party.electronic_addresses.filter(kind="phone").exists()
    assert Party.objects.filter(name="Nord-Pumpen GmbH").count() == 1


def _import(company: Company, role: str, *rows: str) -> ImportReport:
    sheet = read_sheet(
        "\n".join(["account,name,group,email,postal_code,house_number,street,duplicate_reason", *rows]).encode(), "customers.csv"
    )
    return run_import(sheet, CustomerImporter(company.entity, company.users[role], company.access(role)))


def test_an_import_warns_of_possible_duplicates_and_refuses_certain_ones_without_the_permission_and_a_reason(
    company: Company, pumps: Customer
) -> None:
    rows = ["N-1,Nord Pumpen,DOMESTIC,,1234AB,5,Kade", "N-2,Nord Pumpen,DOMESTIC,info@nord-pumpen.example,,,", "N-3,Other,DOMESTIC,,,,"]
    said = ["N-4,Nord Pumpen,DOMESTIC,info@nord-pumpen.example,,,,Second branch"]
    company.user("IN")

    integration = _import(company, "IN", *rows)
    silent = _import(company, "OM", *rows[1:2])
    outsider = _import(company, "IN", *said)
    manager = _import(company, "OM", *said)

    assert [(row.number, [error.code for error in row.errors]) for row in integration.rows_with_errors()] == [(3, ["CU-043"])]
    assert [(row.number, [warning.code for warning in row.warnings]) for row in integration.rows_with_warnings()] == [(2, ["CU-042"])]
    assert [error.code for row in [*silent.rows_with_errors(), *outsider.rows_with_errors()] for error in row.errors] == ["CU-043"] * 2
    assert [(row.number, [warning.code for warning in row.warnings]) for row in manager.rows_with_warnings()] == [(2, ["CU-043"])]
    assert Customer.of(company.entity).filter(account="N-4").exists()


def test_a_file_without_accounts_that_is_imported_twice_doubles_nobody(company: Company) -> None:
    rows = [",Atelier Noord,DOMESTIC,info@atelier-noord.example,1234AB,5,Kade", ",Bistro Zuid,DOMESTIC,bistro@zuid.example,1234AC,6,Kade"]

    first, second = _import(company, "OM", *rows), _import(company, "OM", *rows)

    assert list(first.rows_with_errors()) == []
    assert [error.code for row in second.rows_with_errors() for error in row.errors] == ["CU-043", "CU-043"]
    assert Customer.of(company.entity).filter(party__name__in=["Atelier Noord", "Bistro Zuid"]).count() == 2


def test_large_files_are_compared_by_what_parties_share_not_one_by_one(company: Company, pumps: Customer) -> None:
    rows = [f"M-{number},Customer {number},DOMESTIC,,,," for number in range(40)]

    report = _import(company, "OM", *rows, "N-1,Nord Pumpen,DOMESTIC,,1234AB,5,Kade")

    assert [row.values["account"] for row in report.rows_with_warnings()] == ["N-1"]
