"""Print management: which records count, and which setting of a record."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from foundation.documents.models import PrintRecord, PrintSetting
from foundation.documents.services.resolve_printing import PrintableDocument, meets, plan_outputs, split_addresses
from foundation.organization.models import LegalEntity
from tests.documents.stories import ARCHIVE, CUSTOMER, GROUP, add_setting, email, print_record, printable, queue

pytestmark = pytest.mark.django_db


def planned_names(company: LegalEntity, document: PrintableDocument | None = None) -> list[tuple[str, str]]:
    """Return record name and destination of what would be sent."""
    return [(plan.record_name, plan.destination) for plan in plan_outputs(company, document or printable())]


def test_without_any_set_up_a_document_goes_by_mail_to_its_receiver(company: LegalEntity) -> None:
    assert planned_names(company) == [("Original", "email")]


def test_without_set_up_and_without_address_a_document_is_only_archived(company: LegalEntity) -> None:
    assert planned_names(company, printable(addresses={})) == [("Original", "archive")]


def test_the_customer_group_stands_between_company_and_customer(company: LegalEntity) -> None:
    print_record(company, "Original", ARCHIVE)
    print_record(company, "Original", queue("Q1"), owner=GROUP)
    assert planned_names(company) == [("Original", "queue")]

    print_record(company, "Original", email(), owner=CUSTOMER)
    assert planned_names(company) == [("Original", "email")]


def test_a_suppressed_record_can_be_named_again_by_a_nearer_level(company: LegalEntity) -> None:
    print_record(company, "Original", email())
    print_record(company, "Original", owner=GROUP, suppress=True)
    assert planned_names(company) == []

    print_record(company, "Original", ARCHIVE, owner=CUSTOMER)
    assert planned_names(company) == [("Original", "archive")]


def test_records_of_other_customers_documents_and_companies_do_not_count(company: LegalEntity, other_company: LegalEntity) -> None:
    print_record(company, "Original", email())
    print_record(company, "Theirs", ARCHIVE, owner=(CUSTOMER[0], CUSTOMER[1], 999))
    print_record(company, "Slip", ARCHIVE, document_type="packing_slip")
    print_record(other_company, "Foreign", ARCHIVE)

    assert planned_names(company) == [("Original", "email")]


def test_the_first_condition_in_sequence_that_holds_wins(company: LegalEntity) -> None:
    record = print_record(company, "Original", ARCHIVE)
    for sequence, limit, name in ((2, "1000", "Q2"), (1, "4000", "Q1")):
        add_setting(record, queue(name), sequence=sequence, condition_field="total", condition_operator="ge", condition_value=limit)

    [plan] = plan_outputs(company, printable())

    assert plan.queue == "Q1"


def test_a_record_whose_default_is_off_prints_nothing_when_no_condition_holds(company: LegalEntity) -> None:
    print_record(company, "Original", ARCHIVE, default_enabled=False)

    assert planned_names(company) == []


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("gt", "5000", False),
        ("ge", "5000", True),
        ("lt", "5000.01", True),
        ("le", "4999.99", False),
        ("eq", "5000.00", True),
        ("ne", "5000", False),
        ("ge", "plenty", False),
    ],
)
def test_amounts_are_compared_as_numbers(operator: str, value: str, expected: bool) -> None:
    setting = PrintSetting(condition_field="total", condition_operator=operator, condition_value=value)

    assert meets(setting, {"total": Decimal("5000.00")}) is expected


def test_texts_are_compared_as_texts_and_an_unknown_fact_meets_no_condition() -> None:
    setting = PrintSetting(condition_field="country", condition_operator="ne", condition_value="DE")

    assert meets(setting, {"country": "NL"})
    assert not meets(setting, {"country": "DE"})
    assert not meets(setting, {})


def test_several_destinations_of_a_setting_are_several_outputs(company: LegalEntity) -> None:
    print_record(company, "Original", email(), queue("Q1"), copies=3)

    plans = plan_outputs(company, printable())

    assert [(plan.destination, plan.copies) for plan in plans] == [("email", 3), ("queue", 3)]


def test_the_language_of_the_setting_wins_over_that_of_the_document(company: LegalEntity) -> None:
    print_record(company, "Original", email(), language="nl", footer_texts={"en": "English only"})

    [plan] = plan_outputs(company, printable())

    assert (plan.rendition.language, plan.rendition.footer_text) == ("nl", "English only")


def test_the_primary_address_stands_in_for_a_missing_purpose(company: LegalEntity) -> None:
    [plan] = plan_outputs(company, printable(addresses={"": ["info@bouwbedrijf.example"]}))

    assert plan.to == ("info@bouwbedrijf.example",)


def test_addresses_may_be_separated_by_comma_or_semicolon() -> None:
    assert split_addresses("a@x.example; b@x.example,,") == ("a@x.example", "b@x.example")


def test_a_name_stands_once_at_each_place(company: LegalEntity) -> None:
    print_record(company, "Original", ARCHIVE)

    with pytest.raises(IntegrityError), transaction.atomic():
        print_record(company, "Original", email())


def test_the_plan_of_a_document_takes_a_fixed_number_of_queries(company: LegalEntity, django_assert_num_queries: object) -> None:
    for number in range(5):
        print_record(company, f"Copy {number}", email(), owner=CUSTOMER)
    document = printable()

    with django_assert_num_queries(3):  # type: ignore[operator]
        plan_outputs(company, document)
    assert PrintRecord.of(company).count() == 5
