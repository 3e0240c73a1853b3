"""What a spreadsheet could run leaves as text and comes back as it was (reliability.md §14)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

import pytest
from django.http import HttpResponseBase
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from foundation.backoffice.lists import export
from foundation.imports.formulas import guarded, without_guard
from foundation.imports.sheets import read_sheet

FORMULAS = [
    '=HYPERLINK("http://127.0.0.1/?"&A1,"x")',
    "=cmd|'/c calc'!A0",
    "+31 10 555 0100",
    "-2+3",
    "@SUM(1+1)",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u00ad=1+1",
    "\u00a0=1+1",
    "'=1+1",
    "''=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
]
BLANKS_FIRST = [" =1+1", "\t=1+1", "\r=1+1", "\n=1+1"]
PLAIN = ["Beech panel", "'s-Hertogenbosch", "a=b", "é", 'say "hi"', "semi;colon, comma", "two\nlines", "007", "1e5"]


def body(response: HttpResponseBase) -> bytes:
    """Return the content of an answer, streamed or not."""
    parts: Iterable[bytes] = response  # type: ignore[assignment]
    return b"".join(parts)


@pytest.mark.parametrize("text", FORMULAS + BLANKS_FIRST)
def test_no_cell_of_a_csv_begins_with_what_a_spreadsheet_runs(text: str) -> None:
    content = body(export.as_csv("x", ["Name"], [[text]])).decode("utf-8-sig")

    assert next(csv.reader(io.StringIO(content.partition("\r\n")[2])))[0] == f"'{text}"


@pytest.mark.parametrize("text", FORMULAS + BLANKS_FIRST)
def test_texts_of_a_workbook_are_texts_and_never_formulas(text: str) -> None:
    book = load_workbook(io.BytesIO(body(export.as_xlsx("x", ["Name"], [[text]]))))
    cell = book.worksheets[0]["A2"]

    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


@pytest.mark.parametrize("text", FORMULAS + PLAIN)
@pytest.mark.parametrize("write", [export.as_csv, export.as_xlsx])
def test_what_is_exported_and_imported_again_is_the_same(text: str, write: object) -> None:
    content = body(write("x", ["Name", "Number"], [[text, Decimal("-3.50")]]))  # type: ignore[operator]

    [row] = read_sheet(content, "x").rows
    assert row.cells[0] == text
    assert Decimal(row.cells[1]) == Decimal("-3.50")


@given(st.text(alphabet="'=+-@ \t\n\u200b\u00ad\ufeffab＝", max_size=6))
def test_the_guard_is_taken_off_exactly(text: str) -> None:
    assert without_guard(guarded(text)) == text
    assert guarded(text).lstrip(" \u00a0\u00ad\u200b\u2060\ufeff")[:1] not in set("=+-@\t\r\n＝")


def test_numbers_stay_numbers_also_when_they_are_negative() -> None:
    book = load_workbook(io.BytesIO(body(export.as_xlsx("x", ["Amount"], [[Decimal("-3.50")]]))))

    assert book.worksheets[0]["A2"].data_type == "n"
    assert b'"-3.50"' not in body(export.as_csv("x", ["Amount"], [[Decimal("-3.50")]]))


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x08", "\x0b", "\x1f"])
def test_control_characters_do_not_break_a_workbook(sign: str) -> None:
    book = load_workbook(io.BytesIO(body(export.as_xlsx("x", ["Name"], [[f"a{sign}b"]]))))

    assert book.worksheets[0]["A2"].value == "ab"


@pytest.mark.parametrize("write", [export.as_csv, export.as_xlsx])
def test_exports_are_attachments_that_no_browser_guesses_about(write: object) -> None:
    response = write("x", ["Name"], [["a"]])  # type: ignore[operator]

    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_without_the_guard_the_formulas_would_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "guarded", lambda text: text)

    content = body(export.as_csv("x", ["Name"], [["=1+1"]])).decode("utf-8-sig")
    assert '"=1+1"' in content
