"""Lists as CSV and XLSX, safe to open in a spreadsheet (reliability.md §14)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from foundation.imports.formulas import guarded

MOST_ROWS = 20_000
FORMATS = ("csv", "xlsx")
MOST_SHEET_ROWS = 1_048_575
"""The rows of a sheet beside its headings."""
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def cell(value: Any) -> Any:
    """Return a value as it goes into a file: texts defused, nothing for None."""
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else value


def batched_rows(rows: QuerySet[Any], size: int = 2_000) -> Iterator[list[Any]]:
    """Yield rows in parts, so that a long list never stands in memory as a whole."""
    reading = rows.iterator(chunk_size=size)
    while part := list(islice(reading, size)):
        yield part


class _Line:
    """A file of one line, for the CSV writer."""

    def write(self, text: str) -> str:
        """Return the line instead of keeping it."""
        return text


def csv_lines(headings: list[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    """Yield the lines of a CSV file: UTF-8 with mark, all texts quoted."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_NONNUMERIC)
    yield "\ufeff" + writer.writerow([cell(heading) for heading in headings])
    for row in rows:
        yield writer.writerow([_plain(value) for value in row])


def write_xlsx(target: IO[bytes], headings: list[str], rows: Iterable[list[Any]]) -> None:
    """Write a workbook of one sheet; dates and numbers keep their type, texts are never formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Export")
    sheet.append([_sheet_cell(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([_sheet_cell(sheet, value) for value in row])
    book.save(target)


def as_csv(name: str, headings: list[str], rows: Iterable[list[Any]]) -> HttpResponseBase:
    """Answer with a CSV file."""
    return _attachment(StreamingHttpResponse(csv_lines(headings, rows), content_type=TYPES["csv"]), f"{name}.csv")


def as_xlsx(name: str, headings: list[str], rows: Iterable[list[Any]]) -> HttpResponseBase:
    """Answer with a workbook."""
    content = io.BytesIO()
    write_xlsx(content, headings, rows)
    return _attachment(HttpResponse(content.getvalue(), content_type=TYPES["xlsx"]), f"{name}.xlsx")


def _plain(value: Any) -> Any:
    value = cell(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _sheet_cell(sheet: Any, value: Any) -> Any:
    value = cell(value)
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    made = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        made.data_type = "s"
    return made


def _attachment(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
