"""Items come in from files: every row for itself, changed ones only where something changed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.imports.errors import ColumnMissing
from foundation.imports.running import ImportMode, ImportOptions, ImportReport, Outcome, run_import
from foundation.imports.sheets import read_sheet
from foundation.inventory.models import Item
from foundation.inventory.services.import_items import ItemImporter
from foundation.organization.models import AuditEntry
from tests.factories.company import Company

pytestmark = pytest.mark.django_db

HEADINGS = "number,name,sales_unit"


def _import(
    company: Company, *rows: str, headings: str = HEADINGS, mode: ImportMode = ImportMode.UPSERT, **options: object
) -> ImportReport:
    sheet = read_sheet("\n".join([headings, *rows]).encode(), "items.csv")
    return run_import(sheet, ItemImporter(company.entity, company.clerk), ImportOptions(mode=mode, **options))  # type: ignore[arg-type]


def _codes(report: ImportReport) -> list[tuple[int, str]]:
    return [(row.number, error.code) for row in report.rows_with_errors() for error in row.errors]


def _item(company: Company, number: str) -> Item:
    found: Item = Item.of(company.entity).get(number=number)
    return found


def test_a_row_becomes_an_item_priced_in_the_currency_of_the_legal_entity(company: Company) -> None:
    report = _import(
        company,
        "P-1,Pump,pcs,Pomp,12.50,GOODS,H21,W1,yes",
        headings=f"{HEADINGS},name_nl,price,group,item_sales_tax_group,default_warehouse,negative_stock",
    )

    item = _item(company, "P-1")
    assert report.counts() == {Outcome.CREATED: 1}
    assert (item.name, item.name_in("nl"), item.base_price, item.price_currency_id) == ("Pump", "Pomp", Decimal("12.50"), "EUR")
    assert (item.inventory_unit, item.default_warehouse, item.negative_stock) == (company.piece, company.warehouse, True)


def test_a_file_without_item_numbers_cannot_be_imported(company: Company) -> None:
    with pytest.raises(ColumnMissing):
        _import(company, "Pump,pcs", headings="name,sales_unit")


def test_a_bad_row_stops_no_other_and_says_what_is_wrong(company: Company) -> None:
    report = _import(
        company,
        "P-1,Good,pcs,1,,",
        "P-2,No unit,,1,,",
        "P-3,,pcs,1,,",
        "P-4,Unknown unit,bag,1,,",
        "P-1,Again,pcs,1,,",
        "P-5,Free of charge and more,pcs,-1,,",
        "P-6,Work,pcs,1,service,yes",
        ",Nameless,pcs,1,,",
        headings=f"{HEADINGS},base_price,kind,stocked",
    )

    assert [item.number for item in Item.of(company.entity).filter(number__startswith="P-")] == ["P-1"]
    assert _codes(report) == [
        (3, "ITM-01"),
        (4, "ITM-01"),
        (5, "IMP-14"),
        (6, "IMP-15"),
        (7, "ITM-01"),
        (8, "ITM-02"),
        (9, "IMP-10"),
    ]


def test_a_service_is_not_stocked_without_saying_so(company: Company) -> None:
    _import(company, "P-1,Work,pcs,service", headings=f"{HEADINGS},kind")

    assert not _item(company, "P-1").stocked


def test_only_what_changed_is_written_and_stands_in_the_audit_trail(company: Company) -> None:
    rows = ["P-1,Pump,pcs,Pomp,10,A"]
    headings = f"{HEADINGS},name_nl,base_price,description"
    _import(company, *rows, headings=headings)

    again = _import(company, *rows, headings=headings)
    changed = _import(company, r"P-1,,,Dompelpomp,11,\N", headings=headings)

    item = _item(company, "P-1")
    last = AuditEntry.of(company.entity).filter(object_type="inventory.item", object_id=item.pk).order_by("-pk")[0]
    assert (again.counts(), changed.counts()) == ({Outcome.UNCHANGED: 1}, {Outcome.UPDATED: 1})
    assert (item.name, item.names, item.base_price, item.description) == ("Pump", {"nl": "Dompelpomp"}, 11, "")
    assert set(last.changes) == {"name_nl", "base_price", "description"}
    assert last.reason == "items.csv"


def test_the_inventory_unit_stays_once_stock_was_counted(company: Company) -> None:
    company.stock("A", "10")

    report = _import(company, "A,kg", "B,kg", headings="number,inventory_unit")

    assert _codes(report) == [(2, "ITM-04")]
    assert _item(company, "B").inventory_unit.code == "kg"


def test_modes_refuse_what_is_there_or_what_is_missing(company: Company) -> None:
    assert _codes(_import(company, "A,Again,pcs", mode=ImportMode.CREATE)) == [(2, "IMP-16")]
    assert _codes(_import(company, "P-9,New,pcs", mode=ImportMode.UPDATE)) == [(2, "IMP-17")]


def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(company: Company) -> None:
    def statements(prefix: str, count: int, price: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            _import(company, *[f"{prefix}-{n},Item {n},pcs,{price}" for n in range(count)], headings=f"{HEADINGS},base_price")
        return len(captured)

    statements("W", 1, 1)
    assert statements("X", 10, 1) == statements("Y", 300, 1)
    assert statements("X", 10, 2) == statements("Y", 300, 2)


def test_the_command_imports_a_file_and_a_dry_run_changes_nothing(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "items.csv"
    file.write_text("number;name;sales_unit;base_price\nP-1;Pump;pcs;12,50\n")

    call_command("import_items", str(file), entity="NL01", dry_run=True)
    assert not Item.of(company.entity).filter(number="P-1").exists()
    call_command("import_items", str(file), entity="NL01", user="om.nl01@example.com")

    assert _item(company, "P-1").base_price == Decimal("12.50")
    assert capsys.readouterr().out.count("1 created") == 2
    with pytest.raises(CommandError, match="may not"):
        call_command("import_items", str(file), entity="NL01", user="oc.nl01@example.com")
