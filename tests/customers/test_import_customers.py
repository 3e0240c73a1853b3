"""Customers come in from files: every row for itself, with the rules and the rights of the form (customers.md §7)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer, CustomerGroup, HoldKind
from customers.services.import_customers import CustomerImporter
from foundation.imports.running import ImportMode, ImportOptions, ImportReport, Outcome, run_import
from foundation.imports.sheets import read_sheet
from foundation.organization.access import access_for
from foundation.organization.errors import PermissionMissing
from foundation.organization.models import AuditEntry
from tests.factories.company import Company

pytestmark = pytest.mark.django_db

HEADINGS = "account,name,group"


def _import(
    company: Company, *rows: str, headings: str = HEADINGS, mode: ImportMode = ImportMode.UPSERT, **options: object
) -> ImportReport:
    sheet = read_sheet("\n".join([headings, *rows]).encode(), "customers.csv")
    return run_import(sheet, CustomerImporter(company.entity, company.clerk), ImportOptions(mode=mode, **options))  # type: ignore[arg-type]


def _codes(report: ImportReport) -> list[tuple[int, str]]:
    return [(row.number, error.code) for row in report.rows_with_errors() for error in row.errors]


def _customer(company: Company, account: str) -> Customer:
    found: Customer = Customer.of(company.entity).select_related("party", "invoice_account").get(account=account)
    return found


def test_a_row_becomes_a_customer_with_its_party_address_and_contact_data(company: Company) -> None:
    headings = "account,name,group,street,house_number,postal_code,city,country,email,phone,vat_number,credit_limit,payment_terms"
    report = _import(
        company,
        'N-1,Pumps & Co,DOMESTIC,Kade,5,1234ab,Delft,NL,info@pumps.example,015-1234567,NL100000009B39,"1,500.50",N14',
        headings=headings,
    )

    assert report.counts() == {Outcome.CREATED: 1}
    customer = _customer(company, "N-1")
    address = customer.party.addresses.get()
    assert (customer.party.name, customer.credit_limit, customer.vat_number) == ("Pumps & Co", Decimal("1500.50"), "NL100000009B39")
    assert customer.payment_terms == company.terms["N14"]
    assert (address.street, address.postal_code, address.city) == ("Kade", "1234 AB", "Delft")
    assert {row.value for row in customer.party.electronic_addresses.all()} == {"info@pumps.example", "+31151234567"}


def test_a_row_without_an_account_gets_the_next_number(company: Company) -> None:
    _import(company, ",First,DOMESTIC", ",Second,DOMESTIC")

    names = Customer.of(company.entity).filter(account__startswith="K-").order_by("account").values_list("account", "party__name")
    assert list(names) == [("K-00001", "First"), ("K-00002", "Second")]


def test_a_bad_row_stops_no_other_and_says_what_is_wrong(company: Company) -> None:
    report = _import(
        company,
        "N-1,Good,DOMESTIC,",
        "N-2,Bad group,NOPE,",
        "N-3,,DOMESTIC,",
        "N-1,Again,DOMESTIC,",
        "N-4,Bad number,DOMESTIC,NL123",
        headings=f"{HEADINGS},vat_number",
    )

    assert [customer.account for customer in Customer.of(company.entity).filter(account__startswith="N-")] == ["N-1"]
    assert _codes(report) == [(3, "IMP-14"), (4, "CU-061"), (5, "IMP-15"), (6, "CU-040")]


def test_a_blank_cell_leaves_a_value_and_a_cleared_cell_empties_it(company: Company) -> None:
    _import(company, "N-1,Pumps,DOMESTIC,A,Shop 1", headings=f"{HEADINGS},classification,statistics_group")

    report = _import(company, r"N-1,,,\N,", headings=f"{HEADINGS},classification,statistics_group")

    customer = _customer(company, "N-1")
    assert report.counts() == {Outcome.UPDATED: 1}
    assert (customer.party.name, customer.classification, customer.statistics_group) == ("Pumps", "", "Shop 1")


def test_repeating_a_file_leaves_its_customers_unchanged(company: Company) -> None:
    rows = ["N-1,Pumps,DOMESTIC,Delft,nl,1000,N-2,all", "N-2,Head office,DOMESTIC,Delft,nl,0,,"]
    headings = f"{HEADINGS},city,language,credit_limit,invoice_account,hold"
    _import(company, *rows, headings=headings)
    written = AuditEntry.of(company.entity).count()

    again = _import(company, *rows, headings=headings)

    assert again.counts() == {Outcome.UNCHANGED: 2}
    assert AuditEntry.of(company.entity).count() == written


def test_an_invoice_account_may_stand_anywhere_in_the_file(company: Company) -> None:
    _import(company, "N-1,Branch,DOMESTIC,N-2", "N-2,Head office,DOMESTIC,", headings=f"{HEADINGS},invoice_account")

    assert _customer(company, "N-1").invoice_account == _customer(company, "N-2")


def test_an_invoice_account_that_does_not_exist_or_is_refused_refuses_the_row(company: Company) -> None:
    report = _import(
        company, "N-1,Branch,DOMESTIC,N-9", "N-2,Branch,DOMESTIC,N-3", "N-3,Head office,NOPE,", headings=f"{HEADINGS},invoice_account"
    )

    assert _codes(report) == [(2, "IMP-14"), (3, "IMP-14"), (4, "IMP-14")]
    assert not Customer.of(company.entity).filter(account__startswith="N-").exists()


def test_an_invoice_account_of_the_file_must_not_have_its_own(company: Company) -> None:
    report = _import(
        company,
        "N-1,Branch,DOMESTIC,N-2",
        "N-2,Region,DOMESTIC,N-3",
        "N-3,Head office,DOMESTIC,",
        headings=f"{HEADINGS},invoice_account",
    )

    assert _codes(report) == [(2, "CU-030"), (3, "CU-030")]
    assert Customer.of(company.entity).filter(account__startswith="N-").count() == 1


def test_a_hold_is_set_with_the_file_as_reason_and_requisition_is_refused(company: Company) -> None:
    report = _import(company, "N-1,Pumps,DOMESTIC,invoice", "N-2,Pipes,DOMESTIC,requisition", headings=f"{HEADINGS},hold")

    assert (_customer(company, "N-1").hold, _customer(company, "N-1").hold_reason) == (HoldKind.INVOICE, "customers.csv")
    assert _codes(report) == [(3, "CU-053")]


def test_the_external_id_names_a_customer_where_there_is_no_account(company: Company) -> None:
    _import(company, ",Pumps,DOMESTIC,W-77", headings=f"{HEADINGS},external_id")

    report = _import(company, ",Pumps International,DOMESTIC,W-77", headings=f"{HEADINGS},external_id")

    assert report.counts() == {Outcome.UPDATED: 1}
    assert _customer(company, "K-00001").party.name == "Pumps International"


def test_modes_refuse_what_is_there_or_what_is_missing(company: Company) -> None:
    _import(company, "N-1,Pumps,DOMESTIC")

    assert _codes(_import(company, "N-1,Pumps,DOMESTIC", "N-2,New,DOMESTIC", mode=ImportMode.CREATE)) == [(2, "IMP-16")]
    assert _codes(_import(company, "N-1,Pumps B.V.,DOMESTIC", "N-3,New,DOMESTIC", mode=ImportMode.UPDATE)) == [(3, "IMP-17")]


def test_a_row_of_another_legal_entity_is_refused(company: Company) -> None:
    report = _import(company, "N-1,Pumps,DOMESTIC,BE01", "N-2,Pipes,DOMESTIC,NL01", headings=f"{HEADINGS},entity")

    assert _codes(report) == [(2, "IMP-18")]


def test_columns_that_the_user_may_not_change_refuse_the_file(company: Company) -> None:
    access = access_for(company.users["OM"], company.entity.code)
    sheet = read_sheet(b"account,name,group,credit_limit\nN-1,Pumps,DOMESTIC,500\n", "customers.csv")

    with pytest.raises(PermissionMissing):
        run_import(sheet, CustomerImporter(company.entity, company.users["OM"], access))


def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(company: Company) -> None:
    _import(company, "N-0,Warm,DOMESTIC,Delft", headings=f"{HEADINGS},city")

    def statements(first: int, count: int) -> int:
        rows = [f"N-{number},Name {number},DOMESTIC,Delft" for number in range(first, first + count)]
        with CaptureQueriesContext(connection) as captured:
            _import(company, *rows, headings=f"{HEADINGS},city")
        return len(captured)

    assert statements(200, 200) <= statements(100, 10)


def test_the_command_reports_rows_and_writes_the_error_file(company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, errors = tmp_path / "customers.csv", tmp_path / "errors.csv"
    file.write_text("account,name,group\nN-1,Pumps,DOMESTIC\nN-2,Pipes,NOPE\n")

    with pytest.raises(CommandError, match="1 of 2 rows"):
        call_command("import_customers", str(file), entity="NL01", errors=errors)

    assert "1 created, 1 refused" in capsys.readouterr().out
    assert errors.read_text(encoding="utf-8-sig").splitlines()[1].startswith('"N-2","Pipes","NOPE",')
    assert CustomerGroup.of(company.entity).get(code="DOMESTIC").customers.filter(account="N-1").exists()
