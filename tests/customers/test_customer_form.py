"""Customers are entered and changed by form: with the rules of the service and the rights of the role."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.models import Customer, CustomerGroup, CustomerParameters
from tests.factories.company import Company
from tests.web_fixtures import SignIn

NEW = "/NL01/customers/customers/new/"


@pytest.fixture
def client(signed_in_client: SignIn) -> Client:
    """A signed-in accounts receivable manager."""
    return signed_in_client("AR")


def filled(company: Company, **changes: Any) -> dict[str, Any]:
    """What a filled-in form of a new customer sends."""
    return {
        "kind": "organisation",
        "name": "Zonneveld Pompen B.V.",
        "group": CustomerGroup.of(company.entity).get(code="DOMESTIC").pk,
        "currency": "EUR",
        "country": "NL",
        "partial_delivery": "allowed",
        "credit_limit": "0",
        "order_allowed": "on",
    } | changes


def edit_url(company: Company, account: str = "C-100") -> str:
    """Where a customer is changed."""
    return f"/NL01/customers/customers/{Customer.of(company.entity).get(account=account).pk}/edit/"


def shown(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """What the shown form sends when only some fields were touched."""
    context = client.get(url).context
    values: dict[str, Any] = {"_shown_as": context["view"].shown_as}
    for bound in context["form"]:
        value = bound.value()
        if value not in (None, False, ""):
            values[bound.html_name] = "on" if value is True else value
    return values | changes


def errors(answer: Any) -> dict[str, Any]:
    """The errors of a refused form."""
    assert answer.status_code == 422
    return dict(answer.context["form"].errors)


def test_a_customer_is_entered_with_its_address_and_gets_the_next_account(client: Client, company: Company) -> None:
    sent = filled(
        company,
        street="Kade",
        house_number="5",
        postal_code="1234ab",
        city="Delft",
        email="info@pompen.example",
        phone="015 123 45 67",
        vat_number="NL100000009B39",
        credit_limit="=2*500",
    )

    answer = client.post(NEW, sent)

    assert answer.status_code == 302, answer.context["form"].errors
    customer = Customer.of(company.entity).get(account="K-00001")
    assert (customer.party.name, customer.credit_limit, customer.vat_number) == ("Zonneveld Pompen B.V.", 1000, "NL100000009B39")
    assert str(customer.party.addresses.get()) == "Kade 5, 1234 AB Delft, NL"
    assert customer.payment_terms == company.terms["N30"]
    assert answer["Location"] == f"/NL01/customers/customers/{customer.pk}/"
    assert "Zonneveld" in client.get(answer["Location"]).content.decode()


def test_a_customer_may_be_entered_without_an_address(client: Client, company: Company) -> None:
    client.post(NEW, filled(company))

    assert not Customer.of(company.entity).get(account="K-00001").party.addresses.exists()


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_saved(client: Client, company: Company) -> None:
    refused = errors(client.post(NEW, filled(company, vat_number="DE123456789", iban="NL00", street="Kade", postal_code="12", email="x@y")))

    assert set(refused) == {"vat_number", "iban", "postal_code", "email"}
    assert not Customer.of(company.entity).filter(account="K-00001").exists()


def test_a_doubtful_vat_number_is_saved_with_a_warning_where_the_company_wants_that(client: Client, company: Company) -> None:
    CustomerParameters.objects.create(legal_entity=company.entity, vat_check="warning")

    answer = client.post(NEW, filled(company, vat_number="DE123456789"), follow=True)

    assert "DE123456789 is not a valid VAT number" in answer.content.decode()


def test_the_form_changes_only_what_was_touched(client: Client, company: Company) -> None:
    url = edit_url(company)

    answer = client.post(url, shown(client, url, classification="A", city="Utrecht"))

    assert answer.status_code == 302, answer.context["form"].errors
    customer = Customer.of(company.entity).get(account="C-100")
    assert (customer.classification, customer.party.addresses.get().city) == ("A", "Utrecht")
    history = client.get(answer["Location"]).context["timeline"][0]
    assert {change[0] for change in history.changes} == {"Classification", "City"}


def test_of_two_people_who_change_a_customer_the_second_is_refused(client: Client, signed_in_client: SignIn, company: Company) -> None:
    url, clerk = edit_url(company), signed_in_client("OC")
    mine, theirs = shown(client, url, classification="A"), shown(clerk, url, phone="0201234567")
    assert clerk.post(url, theirs).status_code == 302

    refused = errors(client.post(url, mine))

    assert "OC" in str(refused)


def test_the_account_and_the_kind_stay(client: Client, company: Company) -> None:
    url = edit_url(company)

    client.post(url, shown(client, url, account="C-999", kind="person"))

    customer = Customer.of(company.entity).get(account="C-100")
    assert customer.party.kind == "organisation"


def test_a_role_changes_no_more_than_the_matrix_allows(signed_in_client: SignIn, company: Company) -> None:
    url = edit_url(company)
    touched = {"classification": "Z", "credit_limit": "9999", "vat_number": "NL100000009B39", "phone": "+31201234567"}
    changed = {}
    for role in ("OC", "BC", "MK", "AR"):
        client = signed_in_client(role)
        assert client.post(url, shown(client, url, **touched)).status_code == 302
        customer = Customer.of(company.entity).get(account="C-100")
        phone = customer.party.electronic_addresses.filter(kind="phone").exists()
        changed[role] = (customer.classification, customer.credit_limit, customer.vat_number, phone)
        customer.party.electronic_addresses.all().delete()
        Customer.of(company.entity).filter(pk=customer.pk).update(classification="", credit_limit=0, vat_number="")

    assert changed == {
        "OC": ("Z", Decimal(0), "", True),
        "BC": ("", Decimal(0), "", True),
        "MK": ("", Decimal(0), "", True),
        "AR": ("Z", Decimal(9999), "NL100000009B39", True),
    }


def test_credit_is_not_even_on_the_form_of_those_who_may_not_see_it(signed_in_client: SignIn, company: Company) -> None:
    fields = {role: set(signed_in_client(role).get(edit_url(company)).context["form"].fields) for role in ("OC", "MK", "AR")}

    assert "credit_limit" in fields["OC"] and "iban" not in fields["OC"]
    assert not {"credit_limit", "vat_number", "iban"} & fields["MK"]
    assert {"credit_limit", "iban"} <= fields["AR"]


@pytest.mark.parametrize(
    ("role", "new", "edit"),
    [
        ("OC", 200, 200),
        ("OM", 200, 200),
        ("WH", 403, 403),
        ("BC", 403, 200),
        ("AR", 200, 200),
        ("MK", 403, 200),
        ("AU", 403, 403),
        ("AD", 403, 403),
    ],
)
def test_customers_are_entered_and_changed_by_the_roles_of_the_matrix(
    signed_in_client: SignIn, company: Company, role: str, new: int, edit: int
) -> None:
    client = signed_in_client(role)

    assert (client.get(NEW).status_code, client.get(edit_url(company)).status_code) == (new, edit)


def test_another_entity_is_as_if_it_were_not_there(client: Client, company: Company, other_company: Company) -> None:
    foreign = other_company.customer("X-1")

    assert client.get(f"/NL01/customers/customers/{foreign.pk}/edit/").status_code == 404
    group = CustomerGroup.of(other_company.entity).get(code="DOMESTIC")
    assert "group" in errors(client.post(NEW, filled(company, group=group.pk)))
    assert "invoice_account" in errors(client.post(NEW, filled(company, invoice_account="X-1")))


def test_the_invoice_account_is_typed_as_an_account(client: Client, company: Company) -> None:
    answer = client.post(NEW, filled(company, invoice_account="c-110"))

    assert answer.status_code == 302, answer.context["form"].errors
    assert Customer.of(company.entity).get(account="K-00001").invoice_account == company.customers["C-110"]


def test_the_form_takes_a_bounded_number_of_queries(client: Client, company: Company) -> None:
    client.get(edit_url(company))

    with CaptureQueriesContext(connection) as captured:
        client.get(edit_url(company))

    assert len(captured) <= 45
