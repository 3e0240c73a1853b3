"""Setting up print management at the places where it can stand."""

from __future__ import annotations

import pytest

from foundation.documents.errors import TooManyPrintRecords
from foundation.documents.models import PrintLevel, PrintRecord
from foundation.documents.services.print_management import (
    MAX_CONDITIONS,
    MAX_RECORDS,
    Place,
    RecordDraft,
    Rule,
    delete_record,
    draft_of,
    records_at,
    save_record,
    set_up_defaults,
)
from foundation.documents.services.resolve_printing import plan_outputs
from foundation.organization.models import AuditEntry, LegalEntity, User
from tests.documents.stories import CUSTOMER, printable

pytestmark = pytest.mark.django_db

COMPANY = Place()
THE_CUSTOMER = Place(*CUSTOMER)
RULES = [
    Rule("email", purpose="invoice"),
    Rule("email", "total", "gt", "5000", purpose="invoice", cc="chief@example.test"),
    Rule("queue", "total", "gt", "5000", queue="Q1"),
    Rule("archive", "country", "eq", "NL"),
]


def draft(name: str = "Original", **changes: object) -> RecordDraft:
    """Return an invoice record with four rules."""
    return RecordDraft(**({"document_type": "customer_invoice", "name": name, "rules": RULES, "copies": 2} | changes))  # type: ignore[arg-type]


def test_rows_with_the_same_condition_are_one_setting(company: LegalEntity, clerk: User) -> None:
    record = save_record(company, draft(), COMPANY, user=clerk)

    settings = list(record.settings.all())
    assert [(setting.sequence, setting.destinations.count()) for setting in settings] == [(0, 1), (1, 2), (2, 1)]
    assert {setting.copies for setting in settings} == {2}


def test_a_record_comes_back_as_it_was_set_up(company: LegalEntity, clerk: User) -> None:
    record = save_record(company, draft(footer_texts={"nl": "Kopie"}, language="nl"), COMPANY, user=clerk)

    assert draft_of(record) == draft(footer_texts={"nl": "Kopie"}, language="nl")


def test_changing_a_record_replaces_its_rules(company: LegalEntity, clerk: User) -> None:
    record = save_record(company, draft(), COMPANY, user=clerk)
    save_record(company, draft(rules=[Rule("archive")]), COMPANY, user=clerk, record=record)

    assert [plan.destination for plan in plan_outputs(company, printable())] == ["archive"]
    assert AuditEntry.of(company).filter(action="documents.print_record_saved").count() == 2


def test_a_customer_shows_what_it_inherits_and_what_it_replaces(company: LegalEntity, clerk: User) -> None:
    save_record(company, draft("Original"), COMPANY, user=clerk)
    save_record(company, draft("Accounts"), COMPANY, user=clerk)
    save_record(company, draft("Accounts", suppress=True, rules=[]), THE_CUSTOMER, user=clerk)

    [accounts, original] = sorted(records_at(company, [COMPANY, THE_CUSTOMER])["customer_invoice"], key=lambda known: known.record.name)

    assert (original.inherited, original.source) == (True, "Legal entity")
    assert (accounts.inherited, accounts.source, accounts.record.suppress) == (False, "Customer", True)


def test_without_its_own_record_a_customer_inherits_again(company: LegalEntity, clerk: User) -> None:
    inherited = save_record(company, draft(), COMPANY, user=clerk)
    own = save_record(company, draft_of(inherited), THE_CUSTOMER, user=clerk)
    assert PrintRecord.of(company).count() == 2

    delete_record(company, own, user=clerk)

    [effective] = records_at(company, [COMPANY, THE_CUSTOMER])["customer_invoice"]
    assert effective.record == inherited


def test_a_record_holds_at_most_nineteen_conditions(company: LegalEntity, clerk: User) -> None:
    rules = [Rule("archive", "total", "gt", str(limit)) for limit in range(MAX_CONDITIONS + 1)]

    with pytest.raises(TooManyPrintRecords, match="19"):
        save_record(company, draft(rules=rules), COMPANY, user=clerk)


def test_a_place_holds_at_most_ninety_nine_records_of_a_document(company: LegalEntity, clerk: User) -> None:
    PrintRecord.of(company).bulk_create(
        PrintRecord(legal_entity=company, level=PrintLevel.MODULE, document_type="customer_invoice", name=f"Copy {number}")
        for number in range(MAX_RECORDS)
    )

    with pytest.raises(TooManyPrintRecords, match="99"):
        save_record(company, draft(), COMPANY, user=clerk)


def test_a_new_company_mails_invoices_and_archives_packing_slips(company: LegalEntity, clerk: User) -> None:
    set_up_defaults(company, user=clerk)
    set_up_defaults(company, user=clerk)

    assert [plan.destination for plan in plan_outputs(company, printable())] == ["email"]
    assert [plan.destination for plan in plan_outputs(company, printable(document_type="packing_slip"))] == ["archive"]
    assert PrintRecord.of(company).count() == 7
