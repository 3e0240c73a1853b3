"""Orders come in from files: whole orders or none of their rows, in seconds, and nothing is dropped silently."""

from __future__ import annotations

import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer
from foundation.imports.running import ImportMode, ImportOptions, ImportReport, Outcome, run_import
from foundation.imports.sheets import read_sheet, read_sheet_file
from foundation.inventory.models import Item
from sales.models import SalesOrder, SalesOrderLine
from sales.services.create_missing import MissingRecords
from sales.services.import_orders import OrderImporter
from tests.factories.company import Company
from tests.factories.sales import lines_of

pytestmark = pytest.mark.django_db

SAMPLE = Path(os.environ.get("ONLINE_RETAIL_SAMPLE", "no sample"))
FIELDS = {"anonymous_account", "missing"}
HEADINGS = "order,customer,item,quantity,price"


def _import(
    company: Company, *rows: str, headings: str = HEADINGS, mode: ImportMode = ImportMode.UPSERT, **options: object
) -> ImportReport:
    sheet = read_sheet("\n".join([headings, *rows]).encode(), "orders.csv")
    importer = OrderImporter(company.entity, company.clerk, **{key: options.pop(key) for key in list(options) if key in FIELDS})  # type: ignore[arg-type]
    return run_import(sheet, importer, ImportOptions(mode=mode, **options))  # type: ignore[arg-type]


def _codes(report: ImportReport) -> list[tuple[int, str]]:
    return [(row.number, error.code) for row in report.rows_with_errors() for error in row.errors]


def _missing(company: Company) -> MissingRecords:
    group = Customer.of(company.entity).get(account="C-100").group
    return MissingRecords(group, company.piece, item_sales_tax_group=company.item_tax_groups["H21"], warehouse=company.warehouse)


def test_rows_of_one_order_become_one_order_wherever_they_stand(company: Company) -> None:
    report = _import(company, "W-1,C-100,A,4,25.00", "W-2,C-110,B,1,", "W-1,C-100,B,2,11.00")

    first, second = SalesOrder.of(company.entity).order_by("number")
    assert (first.external_id, second.external_id) == ("W-1", "W-2")
    assert [(line.item.number, line.unit_price, line.price_manual) for line in lines_of(first)] == [("A", 25, True), ("B", 11, True)]
    assert second.order_amount == Decimal("12.50")
    assert report.counts() == {Outcome.CREATED: 2}


def test_an_order_with_one_bad_row_goes_in_not_at_all_and_stops_no_other(company: Company) -> None:
    report = _import(company, "W-1,C-100,A,4,", "W-1,C-100,NOPE,1,", "W-2,C-999,A,1,", "W-3,C-100,A,0,", "W-4,C-100,A,1,", "W-5,C-100,A,x,")

    assert [order.external_id for order in SalesOrder.of(company.entity)] == ["W-4"]
    assert _codes(report) == [(3, "IMP-14"), (4, "IMP-14"), (5, "ORD-04"), (7, "IMP-11")]


def test_a_dry_run_says_what_would_happen_and_changes_nothing(company: Company) -> None:
    report = _import(company, "W-1,C-100,A,4,", "W-2,C-100,A,0,", dry_run=True)

    assert report.counts() == {Outcome.CREATED: 1, Outcome.REFUSED: 1}
    assert not SalesOrder.of(company.entity).exists()


def test_repeating_a_file_leaves_its_orders_as_they_are(company: Company) -> None:
    _import(company, "W-1,C-100,A,4,")

    again = _import(company, "W-1,C-100,A,4,", "W-2,C-100,A,1,")
    only_new = _import(company, "W-1,C-100,A,4,", mode=ImportMode.CREATE)

    assert again.counts() == {Outcome.CREATED: 1, Outcome.UNCHANGED: 1}
    assert _codes(only_new) == [(2, "IMP-16")]
    assert SalesOrder.of(company.entity).count() == 2


def test_rows_that_contradict_each_other_about_their_order_are_refused(company: Company) -> None:
    report = _import(company, "W-1,C-100,A,4,", "W-1,C-110,A,1,")

    assert _codes(report) == [(3, "ORD-41")]


def test_returns_and_write_offs_are_reported_not_imported(company: Company) -> None:
    report = _import(company, "C-1,C-100,A,-4,25.00", "W-1,,A,-10,0", "W-2,C-100,A,4,25.00", "W-2,C-100,B,-1,12.50")

    assert _codes(report) == [(2, "ORD-42"), (3, "ORD-43")]
    assert SalesOrder.of(company.entity).get().order_amount == Decimal("87.50")


def test_orders_without_a_customer_go_to_the_one_for_anonymous_sales(company: Company) -> None:
    refused = _import(company, "W-1,,A,4,")
    accepted = _import(company, "W-1,,A,4,", anonymous_account="C-110")

    assert _codes(refused) == [(2, "IMP-10")]
    assert accepted.counts() == {Outcome.CREATED: 1}
    assert SalesOrder.of(company.entity).get().customer.account == "C-110"


def test_missing_customers_and_items_are_made_where_that_was_asked_for(company: Company) -> None:
    report = _import(
        company,
        "W-1,17850,85123A,6,2.55,HOLDER,EIRE",
        headings=f"{HEADINGS},description,country",
        missing=_missing(company),
    )

    customer, item = Customer.of(company.entity).get(account="17850"), Item.of(company.entity).get(number="85123A")
    assert report.counts() == {Outcome.CREATED: 1}
    assert (item.name, item.negative_stock, customer.group.code) == ("HOLDER", True, "DOMESTIC")
    assert SalesOrder.of(company.entity).get().delivery_country == "IE"


def test_a_price_of_zero_is_imported_with_a_warning_on_its_row(company: Company) -> None:
    report = _import(company, "W-1,C-100,A,4,1.00", "W-1,C-100,B,4,0")

    assert [(row.number, warning.code) for row in report.rows_with_warnings() for warning in row.warnings] == [(3, "PRC-03")]


def test_the_number_of_statements_does_not_depend_on_the_number_of_orders(company: Company) -> None:
    company.stock("A", "10")
    company.stock("B", "10")
    counts = []
    for size in (10, 100):
        rows = [f"{size}-{index},C-100,{item},2,1.00" for index in range(size) for item in ("A", "B")]
        with CaptureQueriesContext(connection) as queries:
            _import(company, *rows)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_command_reports_refused_rows_and_takes_a_dry_run_back(company: Company, tmp_path: Path) -> None:
    file, errors = tmp_path / "orders.csv", tmp_path / "refused.csv"
    file.write_text("Nr,Klant,item,quantity\nW-1,17850,A,4\nW-2,17850,A,0\n", encoding="utf-8")
    arguments = [str(file), "--entity", "NL01", "--map", "Nr=order", "--map", "Klant=customer", "--create-missing", "--errors", str(errors)]

    with pytest.raises(CommandError, match="1 of 2 rows were refused"):
        call_command("import_sales_orders", *arguments, "--dry-run")
    assert not Customer.of(company.entity).filter(account="17850").exists()
    with pytest.raises(CommandError, match="1 of 2 rows were refused"):
        call_command("import_sales_orders", *arguments)

    assert SalesOrder.of(company.entity).get().customer.account == "17850"
    assert "The quantity may not be 0." in errors.read_text(encoding="utf-8-sig")


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of real orders is not part of the product")
def test_a_week_of_a_real_wholesaler_goes_in(company: Company) -> None:
    importer = OrderImporter(company.entity, company.clerk, "C-100", _missing(company))

    report = run_import(read_sheet_file(SAMPLE), importer, ImportOptions(date_order="dmy"))

    orders = SalesOrder.of(company.entity)
    assert (orders.count(), SalesOrderLine.of(company.entity).count()) == (439, 9869)
    assert sum(order.order_amount for order in orders) == Decimal("184239.83")
    assert Counter(code for _row, code in _codes(report)) == {"ORD-42": 43, "ORD-43": 30}
    assert report.counts() == {Outcome.CREATED: 439, Outcome.REFUSED: 73}
    assert report.reasons() == {"ORD-42": 43, "ORD-43": 30}


def test_a_file_may_say_that_its_orders_are_journals(company: Company) -> None:
    headings = f"{HEADINGS},order type"

    report = _import(company, "W-1,C-100,A,4,,journal", "W-2,C-100,A,1,,", "W-3,C-100,A,1,,Item requirements", headings=headings)

    assert list(SalesOrder.of(company.entity).order_by("number").values_list("order_type", flat=True)) == ["journal", "sales_order"]
    assert _codes(report) == [(4, "ORD-17")]
    assert company.on_hand("A").on_order == 1
