"""An import reads all rows, saves those that can be saved, and says why the others cannot."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from foundation.imports.columns import Column, ParsedRow
from foundation.imports.errors import ColumnMissing, HeadingTwice, UnknownColumn
from foundation.imports.running import ImportMode, ImportOptions, ImportReport, ImportUnit, Outcome, run_import
from foundation.imports.sheets import read_sheet
from foundation.imports.values import number, text

pytestmark = pytest.mark.django_db


@dataclass
class Prices:
    """An importer that keeps prices in memory, those of the same item together."""

    saved: dict[str, list[object]] = field(default_factory=dict)
    columns: Sequence[Column] = (
        Column("item", "Item number", text(10), required=True, aliases=("StockCode",)),
        Column("price", "Price", number, required=True),
        Column("note", "Note", text(20)),
    )

    def plan(self, rows: Sequence[ParsedRow], mode: ImportMode) -> list[ImportUnit]:
        grouped: dict[str, list[ParsedRow]] = {}
        for row in rows:
            grouped.setdefault(row.values.get("item", f"row {row.number}"), []).append(row)
        return [ImportUnit(found, Outcome.CREATED, key) for key, found in grouped.items()]

    def save(self, units: Sequence[ImportUnit], source: str) -> None:
        for unit in units:
            self.saved[unit.key] = [row.values for row in unit.rows]


def run(content: str, prices: Prices | None = None, **options: object) -> ImportReport:
    return run_import(read_sheet(content.encode(), "prices.csv"), prices or Prices(), ImportOptions(**options))  # type: ignore[arg-type]


def test_headings_are_matched_by_name_label_or_alias_and_the_rest_is_reported() -> None:
    prices = Prices()

    report = run("STOCKCODE;Price;Remark\nA;1,50;cheap\n", prices)

    assert prices.saved == {"A": [{"item": "A", "price": Decimal("1.50")}]}
    assert list(report.ignored) == ["Remark"]


def test_a_mapping_wins_over_the_names() -> None:
    prices = Prices()

    run("code,price,old price\nA,1,2\n", prices, mapping={"Code": "item", "old price": "price", "price": ""})

    assert prices.saved["A"] == [{"item": "A", "price": Decimal(2)}]


def test_a_blank_cell_is_no_value_and_a_cleared_one_is_none() -> None:
    prices = Prices()

    run("item,price,note\nA,1,\nB,2,\\N\n", prices)

    assert prices.saved == {"A": [{"item": "A", "price": 1}], "B": [{"item": "B", "price": 2, "note": None}]}


def test_a_bad_row_stops_no_other_and_takes_its_companions_with_it() -> None:
    prices = Prices()

    report = run("item,price\nA,1\nB,2\nB,dear\nC,\n,4\nD,5\n", prices)

    assert sorted(prices.saved) == ["A", "D"]
    assert report.counts() == {Outcome.CREATED: 2, Outcome.REFUSED: 3}
    assert [(row.number, [error.code for error in row.errors]) for row in report.rows_with_errors()] == [
        (3, []),
        (4, ["IMP-11"]),
        (5, ["IMP-10"]),
        (6, ["IMP-10"]),
    ]


def test_a_dry_run_says_the_same_and_saves_nothing() -> None:
    prices = Prices()

    report = run("item,price\nA,1\nB,dear\n", prices, dry_run=True)

    assert prices.saved == {}
    assert report.counts() == {Outcome.CREATED: 1, Outcome.REFUSED: 1}


def test_a_file_that_goes_in_as_a_whole_stays_out_as_a_whole() -> None:
    prices = Prices()

    report = run("item,price\nA,1\nB,dear\n", prices, whole_file=True)

    assert prices.saved == {}
    assert report.counts() == {Outcome.REFUSED: 1, Outcome.HELD_BACK: 1}


def test_the_error_file_has_the_rows_as_they_stood_with_the_reason_and_can_be_mended_and_read_again() -> None:
    report = run("item,price,note\nA,dear,=1+1\nB,2,\n")

    written = list(csv.reader(io.StringIO(report.error_file())))
    assert written == [
        ["item", "price", "note", "message"],
        ["A", "dear", "'=1+1", "Price: dear is not a number that can only be read one way."],
    ]
    mended = Prices()
    run(report.error_file().replace("dear", "3", 1), mended)
    assert mended.saved["A"] == [{"item": "A", "price": 3, "note": "=1+1"}]


@pytest.mark.parametrize(
    ("content", "mapping", "error"),
    [
        ("item,note\nA,x\n", {}, ColumnMissing),
        ("item,StockCode,price\nA,A,1\n", {}, HeadingTwice),
        ("item,price\nA,1\n", {"nothing": "price"}, UnknownColumn),
        ("item,price\nA,1\n", {"price": "value"}, UnknownColumn),
    ],
)
def test_a_file_with_the_wrong_columns_is_refused_before_any_row(content: str, mapping: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        run(content, mapping=mapping)
