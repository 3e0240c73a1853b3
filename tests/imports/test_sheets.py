"""Files are read as people have them, and refused in words when they cannot be."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook

from foundation.imports import sheets
from foundation.imports.errors import FileEmpty, FileNotReadable, FileTooLarge
from foundation.imports.formulas import guarded
from foundation.imports.sheets import Sheet, read_sheet


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def cells(sheet: Sheet) -> list[list[str]]:
    return [list(row.cells) for row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_of_a_csv_is_found_out(encoding: str) -> None:
    sheet = read_sheet("name;city\nCafé Zoë;Łódź\n".replace("Łódź", "Köln").encode(encoding), "a.csv")

    assert list(sheet.headings) == ["name", "city"]
    assert cells(sheet) == [["Café Zoë", "Köln"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_of_a_csv_is_found_out_of_its_headings(delimiter: str) -> None:
    text = delimiter.join(['"name, first; last"', "city", "price"]) + "\n" + delimiter.join(["Ann", "Delft", "1"])

    sheet = read_sheet(text.encode(), "a.csv")

    assert list(sheet.headings) == ["name, first; last", "city", "price"]
    assert sheet.decimal_mark == ("," if delimiter == ";" else ".")


def test_quoted_cells_may_hold_delimiters_quotes_and_line_breaks() -> None:
    sheet = read_sheet(b'name,notes\r\n"Jansen, P.","said ""yes""\nand left"\r\n', "a.csv")

    assert cells(sheet) == [["Jansen, P.", 'said "yes"\nand left']]


def test_rows_keep_the_number_that_a_spreadsheet_shows_and_blank_rows_are_left_out() -> None:
    sheet = read_sheet(b"name,city\nAnn\n,\n\nBob,Delft,too much\n", "a.csv")

    assert [(row.number, list(row.cells)) for row in sheet.rows] == [(2, ["Ann", ""]), (5, ["Bob", "Delft"])]


def test_a_workbook_gives_dates_numbers_and_yes_or_no_as_text_without_loss() -> None:
    content = workbook(
        ["account", "limit", "rate", "from", "allowed", "at"],
        ["00017", 12500, 0.1 + 0.2, date(2026, 3, 1), True, datetime(2026, 3, 1, 14, 30)],  # noqa: DTZ001
    )

    assert cells(read_sheet(content, "a.xlsx")) == [["00017", "12500", "0.3", "2026-03-01", "yes", "2026-03-01 14:30:00"]]


def test_large_numbers_of_a_workbook_come_without_an_exponent() -> None:
    content = workbook(["barcode", "small"], [8712345678906, Decimal("0.00000012")])

    assert cells(read_sheet(content, "a.xlsx")) == [["8712345678906", "0.00000012"]]


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+31", "-5", "@import", "\u200b=1"])
def test_the_apostrophe_of_an_export_is_taken_away_again(text: str) -> None:
    assert guarded(text) == f"'{text}"

    content = workbook(["name"], [guarded(text)])
    assert cells(read_sheet(content, "a.xlsx")) == [[text.strip()]]


def test_an_apostrophe_that_belongs_to_a_name_stays() -> None:
    assert cells(read_sheet(b"name\n'T Hoekje\n", "a.csv")) == [["'T Hoekje"]]


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"PK\x03\x04 damaged", b'name,city\n"never closed,x\n'],
)
def test_what_is_no_file_of_rows_is_refused(content: bytes) -> None:
    with pytest.raises(FileNotReadable, match=r"a\.csv cannot be read"):
        read_sheet(content, "a.csv")


@pytest.mark.parametrize("content", [b"", b"name,city\n", b"\n\n"])
def test_a_file_without_rows_is_refused(content: bytes) -> None:
    with pytest.raises(FileEmpty):
        read_sheet(content, "a.csv")


def test_a_file_with_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 2)

    with pytest.raises(FileTooLarge, match="at most 2 rows"):
        read_sheet(b"name\na\nb\nc\n", "a.csv")
