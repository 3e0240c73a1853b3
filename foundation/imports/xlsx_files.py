"""The first sheet of an XLSX workbook, read without loading it whole, within limits on its unpacked size."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from foundation.imports.errors import FileNotReadable, FileTooLarge

MAX_UNPACKED = 100 * 1024 * 1024
MAX_COLUMNS = 200
_DAMAGED = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError)


def read_xlsx(content: bytes, name: str, *, max_rows: int) -> list[list[str]]:
    """Return the cells of the first sheet row by row; formulas give the value that was stored with them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise FileNotReadable(file=name, problem=str(error)) from error
    if unpacked > MAX_UNPACKED:
        raise FileTooLarge(file=name, limit=f"{MAX_UNPACKED // 1024 // 1024} MB unpacked")
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        rows = workbook.worksheets[0].iter_rows(max_row=max_rows + 2, max_col=MAX_COLUMNS, values_only=True)
        grid = [[_text(value) for value in row] for row in rows]
        workbook.close()
    except (*_DAMAGED, IndexError) as error:
        raise FileNotReadable(file=name, problem="the workbook is damaged") from error
    return grid


def _text(value: Any) -> str:
    """Return a cell as text that the parsers of ``values`` read back without loss."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value)
    return str(value)


def _number(value: int | float) -> str:
    """Return a stored number with the fifteen digits that a spreadsheet has, without exponent."""
    return f"{Decimal(f'{value:.15g}').normalize():f}"
