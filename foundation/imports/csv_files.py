"""CSV as people have it: with or without a byte order mark, UTF-8 or Windows-1252, commas, semicolons or tabs."""

from __future__ import annotations

import codecs
import csv
import io

from foundation.imports.errors import FileNotReadable

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = (";", ",", "\t", "|")
_CELL_LIMIT = 32_767


def read_csv(content: bytes, name: str, *, encoding: str = "", delimiter: str = "") -> tuple[list[list[str]], str]:
    """Return the cells row by row, and the decimal mark that goes with the delimiter.

    Programs that separate cells by semicolons do so because the comma is their decimal mark.
    """
    text = _decoded(content, name, encoding)
    separator = delimiter or _found_delimiter(text)
    csv.field_size_limit(_CELL_LIMIT)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise FileNotReadable(file=name, problem=str(error)) from error
    return rows, "," if separator == ";" else "."


def _decoded(content: bytes, name: str, encoding: str) -> str:
    if b"\x00" in content[:4096] and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileNotReadable(file=name, problem="it is neither CSV nor XLSX")
    marked = next((known for mark, known in _MARKS if content.startswith(mark)), "")
    for candidate in [encoding] if encoding else [marked or "utf-8", "cp1252"]:
        try:
            return content.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    raise FileNotReadable(file=name, problem=f"its text is not {encoding or 'UTF-8 or Windows-1252'}")


def _found_delimiter(text: str) -> str:
    """Return what separates the headings: the candidate that stands most often outside quotes in the first line with text."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside_quotes = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=lambda candidate: (outside_quotes.count(candidate), -_DELIMITERS.index(candidate)))
