"""Lists as CSV and XLSX, safe to open in a spreadsheet (reliability.md §14)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

MOST_ROWS = 20_000
FORMATS = ("csv", "xlsx")
_DANGEROUS = frozenset("=+-@\t\r\n\x00＝＋－＠")  # noqa: RUF001 -- the full-width forms work as formulas too
_INVISIBLE = " \ufeff\u200b\u200c\u200d\u2060\u00ad"
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def defused(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: a leading apostrophe where it could."""
    visible = text.lstrip(_INVISIBLE)
    return f"'{text}" if visible and visible[0] in _DANGEROUS else text


def cell(value: Any) -> Any:
    """Return a value as it goes into a file: texts defused, nothing for None."""
    if value is None:
        return ""
    return defused(value) if isinstance(value, str) else value


class _Line:
    """A file of one line, for the CSV writer."""

    def write(self, text: str) -> str:
        """Return the line instead of keeping it."""
        return text


def as_csv(name: str, headings: list[str], rows: Iterable[list[Any]]) -> HttpResponseBase:
    """Answer with a CSV file: UTF-8 with mark, semicolons never needed because all texts are quoted."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_NONNUMERIC)

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow([cell(heading) for heading in headings])
        for row in rows:
            yield writer.writerow([_plain(value) for value in row])

    return _attachment(StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8"), f"{name}.csv")


def as_xlsx(name: str, headings: list[str], rows: Iterable[list[Any]]) -> HttpResponseBase:
    """Answer with a workbook of one sheet; dates and numbers keep their type, texts are never formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Export")
    sheet.append([_sheet_cell(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([_sheet_cell(sheet, value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return _attachment(HttpResponse(content.getvalue(), content_type=_XLSX_TYPE), f"{name}.xlsx")


def _plain(value: Any) -> Any:
    value = cell(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _sheet_cell(sheet: Any, value: Any) -> Any:
    value = cell(value)
    made = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        made.data_type = "s"
    return made


def _attachment(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
