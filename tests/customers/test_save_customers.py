"""Customers are created and changed as sets, with their party, address and contact data, or not at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.errors import AccountExists, FieldsMissing, IbanNotValid, InvoiceAccountHasItsOwn, RecordChangedByAnother, ValueNotValid
from customers.models import Customer, CustomerGroup, CustomerParameters, Party
from customers.services.change_customers import CustomerChange, change_customer, change_customers
from customers.services.create_customers import CustomerDraft, create_customer, create_customers
from foundation.errors import BusinessRuleError
from foundation.organization.errors import NumberNotAllowedByHand
from foundation.organization.models import AuditEntry, NumberSequence
from tests.factories.company import Company


def values(company: Company, **more: Any) -> dict[str, Any]:
    return {"name": "Pumps & Co", "group": CustomerGroup.of(company.entity).get(code="DOMESTIC")} | more


def create(company: Company, **more: Any) -> Customer:
    return create_customer(company.entity, values(company, **more), user=company.clerk).customer


def address(customer: Customer) -> Any:
    return customer.party.addresses.get()


def test_a_customer_gets_the_next_account_and_the_terms_of_its_group(company: Company) -> None:
    customer = create(company)

    assert customer.account == "K-00001"
    assert customer.payment_terms == company.terms["N30"]
    assert customer.currency == company.entity.currency
    assert customer.party.search_name == "PUMPS & CO"


def test_terms_that_were_entered_are_not_taken_from_the_group(company: Company) -> None:
    assert create(company, payment_terms=company.terms["N14"]).payment_terms == company.terms["N14"]


def test_address_phone_and_email_are_stored_in_their_one_form(company: Company) -> None:
    customer = create(
        company,
        street="Kade",
        house_number="5",
        postal_code="1234ab",
        city="Delft",
        country="nl",
        email=" Sales@EXAMPLE.com ",
        phone="015 - 123 45 67",
        iban="nl91 abna 0417 1643 00",
        vat_number="nl 1000.00.009.b39",
        registration_number="12345678",
    )

    assert (address(customer).postal_code, address(customer).country, address(customer).is_primary) == ("1234 AB", "NL", True)
    assert {row.kind: row.value for row in customer.party.electronic_addresses.all()} == {
        "email": "Sales@example.com",
        "phone": "+31151234567",
    }
    assert customer.iban == "NL91ABNA0417164300"
    assert {row.kind: row.value for row in customer.party.identifiers.all()} == {
        "vat": customer.vat_number,
        "registration": "12345678",
    }


def test_a_person_is_named_by_the_parts_of_the_name(company: Company) -> None:
    customer = create(company, name="", kind=Party.Kind.PERSON, first_name="Anna", last_name_prefix="van der", last_name="Berg")

    assert customer.party.name == "Anna van der Berg"


def test_a_customer_can_be_made_of_a_party_that_is_in_the_address_book(company: Company, other_company: Company) -> None:
    party = create(company).party

    group = CustomerGroup.of(other_company.entity).get(code="DOMESTIC")
    second = create_customer(other_company.entity, {"group": group}, user=None, party=party).customer

    assert second.party == party
    assert Party.objects.filter(name="Pumps & Co").count() == 1


def test_a_typed_account_is_taken_where_the_sequence_allows_it_and_never_twice(company: Company) -> None:
    create(company, account="K-00001")

    assert create(company).account == "K-00002"
    with pytest.raises(AccountExists, match="K-00001"):
        create(company, account="K-00001")
    with pytest.raises(AccountExists):
        create_customers(
            company.entity, [CustomerDraft(values(company, account="X")), CustomerDraft(values(company, account="X"))], user=None
        )


def test_a_typed_account_is_refused_where_the_sequence_assigns_it(company: Company) -> None:
    NumberSequence.of(company.entity).filter(reference="customer_account").update(manual=False)

    with pytest.raises(NumberNotAllowedByHand):
        create(company, account="MINE")


@pytest.mark.parametrize(
    ("entered", "error", "field"),
    [
        ({"name": ""}, FieldsMissing, ""),
        ({"group": None}, FieldsMissing, ""),
        ({"iban": "NL91ABNA0417164301"}, IbanNotValid, "iban"),
        ({"name": "x" * 101}, ValueNotValid, "name"),
        ({"einvoice_channel": "x" * 40}, ValueNotValid, "einvoice_channel"),
        ({"partial_delivery": "sometimes"}, ValueNotValid, "partial_delivery"),
        ({"credit_limit": "much"}, ValueNotValid, "credit_limit"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_the_field_and_leaves_nothing(
    company: Company, entered: dict[str, Any], error: type[BusinessRuleError], field: str
) -> None:
    before = Party.objects.count()

    with pytest.raises(error) as refusal:
        create(company, **entered)

    assert refusal.value.field == field
    assert Party.objects.count() == before


def test_one_refused_customer_stops_the_whole_set(company: Company) -> None:
    before = Customer.of(company.entity).count()

    with pytest.raises(IbanNotValid):
        create_customers(company.entity, [CustomerDraft(values(company)), CustomerDraft(values(company, iban="NL00"))], user=None)

    assert Customer.of(company.entity).count() == before


def test_a_change_writes_what_changed_and_records_old_and_new(company: Company) -> None:
    customer = create(company, city="Delft", email="old@example.com")

    change_customer(customer, {"city": "Leiden", "email": "new@example.com", "name": "Pumps B.V."}, user=company.clerk, reason="moved")

    customer.refresh_from_db()
    assert (customer.name, address(customer).city, customer.party.electronic_addresses.get().value) == (
        "Pumps B.V.",
        "Leiden",
        "new@example.com",
    )
    entry = AuditEntry.of(company.entity).filter(action="changed").get()
    assert entry.changes == {
        "city": ["Delft", "Leiden"],
        "email": ["old@example.com", "new@example.com"],
        "name": ["Pumps & Co", "Pumps B.V."],
    }
    assert (entry.user, entry.reason) == (company.clerk, "moved")


def test_values_that_are_the_same_change_nothing(company: Company) -> None:
    customer = create(company, city="Delft")

    saved = change_customer(customer, values(company, city="Delft"), user=company.clerk).customer

    assert saved.updated_at == customer.updated_at
    assert not AuditEntry.of(company.entity).filter(action="changed").exists()


def test_an_emptied_email_is_removed(company: Company) -> None:
    customer = create(company, email="old@example.com")

    change_customer(customer, {"email": ""}, user=company.clerk)

    assert not customer.party.electronic_addresses.exists()


def test_each_customer_of_a_set_keeps_what_was_not_named(company: Company) -> None:
    first, second = create(company, classification="A"), create(company, classification="B")

    change_customers(
        company.entity,
        [CustomerChange(first.pk, {"classification": "C"}), CustomerChange(second.pk, {"credit_limit": Decimal(500)})],
        user=company.clerk,
    )

    first.refresh_from_db()
    second.refresh_from_db()
    assert [(row.classification, row.credit_limit) for row in (first, second)] == [("C", 0), ("B", 500)]


def test_an_invoice_account_that_is_the_customer_itself_is_none(company: Company) -> None:
    customer = create(company)

    assert change_customer(customer, {"invoice_account": customer}, user=None).customer.invoice_account is None


def test_an_invoice_account_must_not_point_to_a_third(company: Company) -> None:
    top, middle, low = create(company, account="K1"), create(company, account="K2"), create(company, account="K3")
    change_customer(middle, {"invoice_account": top}, user=None)

    with pytest.raises(InvoiceAccountHasItsOwn, match="Invoice account K2 has its own invoice account K1"):
        change_customer(low, {"invoice_account": Customer.of(company.entity).get(pk=middle.pk)}, user=None)
    with pytest.raises(InvoiceAccountHasItsOwn):
        change_customer(top, {"invoice_account": low}, user=None)


def test_the_second_of_two_people_who_change_a_customer_is_told(company: Company) -> None:
    customer = create(company)
    seen = customer.updated_at
    change_customer(customer, {"classification": "A"}, user=company.users["OM"], read_at=seen)

    with pytest.raises(RecordChangedByAnother, match="changed by OM at"):
        change_customer(customer, {"classification": "B"}, user=company.clerk, read_at=seen)

    customer.refresh_from_db()
    assert customer.classification == "A"
    change_customer(customer, {"classification": "B"}, user=company.clerk, read_at=customer.updated_at)


def test_a_shared_vat_number_is_a_warning_unless_numbers_are_unique(company: Company) -> None:
    first = create_customer(company.entity, values(company, vat_number="DE123456788"), user=None)
    assert [warning.code for warning in first.warnings] == ["CU-041"]

    CustomerParameters.objects.update_or_create(legal_entity=company.entity, defaults={"vat_unique": True})
    with pytest.raises(BusinessRuleError, match="is also that of C-200 Customer C-200"):
        create(company, vat_number="DE123456788")


def test_the_number_of_statements_does_not_depend_on_the_number_of_customers(company: Company) -> None:
    def statements(count: int) -> int:
        drafts = [
            CustomerDraft(values(company, name=f"Bulk {number}", city="Delft", email=f"b{number}@example.com", vat_number="NL100000009B39"))
            for number in range(count)
        ]
        with CaptureQueriesContext(connection) as captured:
            saved = create_customers(company.entity, drafts, user=company.clerk)
        with CaptureQueriesContext(connection) as changing:
            changes = [CustomerChange(row.customer.pk, {"city": f"Leiden {count}", "classification": "A"}) for row in saved]
            change_customers(company.entity, changes, user=company.clerk)
        return len(captured) + len(changing)

    assert statements(3) == statements(30)
