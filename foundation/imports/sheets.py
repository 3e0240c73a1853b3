"""A sheet of rows out of a CSV or XLSX file, every cell as text: ISO dates, numbers with a decimal point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foundation.imports.csv_files import read_csv
from foundation.imports.errors import FileEmpty, FileNotReadable, FileTooLarge
from foundation.imports.formulas import without_guard
from foundation.imports.xlsx_files import read_xlsx

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 50_000
_XLSX_START = b"PK\x03\x04"


@dataclass(frozen=True)
class SheetRow:
    """One row: its number as a spreadsheet shows it (the headings are row 1 where the file starts with them) and its cells."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True)
class Sheet:
    """The headings and the rows of a file; rows without any text are left out."""

    name: str
    headings: Sequence[str]
    rows: Sequence[SheetRow]
    decimal_mark: str = "."


def read_sheet(content: bytes, name: str, *, encoding: str = "", delimiter: str = "") -> Sheet:
    """Read a file by its content; ``encoding`` and ``delimiter`` of a CSV are found out where they are not given.

    Raises FileNotReadable (IMP-01), FileTooLarge (IMP-02) and FileEmpty (IMP-03).
    """
    if len(content) > MAX_BYTES:
        raise FileTooLarge(file=name, limit=f"{MAX_BYTES // 1024 // 1024} MB")
    decimal_mark = "."
    if content.startswith(_XLSX_START):
        grid = read_xlsx(content, name, max_rows=MAX_ROWS)
    else:
        grid, decimal_mark = read_csv(content, name, encoding=encoding, delimiter=delimiter)
    filled = [
        (number, [_plain(cell) for cell in cells]) for number, cells in enumerate(grid, start=1) if any(cell.strip() for cell in cells)
    ]
    if len(filled) < 2:
        raise FileEmpty(file=name)
    if len(filled) - 1 > MAX_ROWS:
        raise FileTooLarge(file=name, limit=f"{MAX_ROWS} rows")
    (_first, headings), rows = filled[0], filled[1:]
    while not headings[-1]:
        headings.pop()
    return Sheet(name, headings, [SheetRow(number, _fitted(cells, len(headings))) for number, cells in rows], decimal_mark)


def read_sheet_file(path: Path, *, encoding: str = "", delimiter: str = "") -> Sheet:
    """Read a file from disk; its name is what the audit trail will say."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileNotReadable(file=path.name, problem=error.strerror or "") from error
    return read_sheet(content, path.name, encoding=encoding, delimiter=delimiter)


def _plain(cell: str) -> str:
    """Trim a cell, and take away the apostrophe that an export puts before what looks like a formula."""
    return without_guard(cell.strip().replace("\x00", ""))


def _fitted(cells: list[str], width: int) -> list[str]:
    return (cells + [""] * width)[:width]
