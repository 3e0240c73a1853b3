"""Which heading of a file stands for which column of an import, and the values of its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import override

from foundation.errors import BusinessRuleError, Refusal, Text
from foundation.imports.errors import CellMissing, ColumnMissing, HeadingTwice, UnknownColumn
from foundation.imports.sheets import Sheet, SheetRow
from foundation.imports.values import Parser, Reading

CLEAR = r"\N"


@dataclass(frozen=True)
class Column:
    """A column that an import knows: its name in files, how its text is read, and other headings that mean the same.

    A blank cell leaves the value as it is; ``\\N`` clears it. ``required`` columns must be in the file and filled in every row.
    """

    name: str
    label: Text
    parse: Parser
    required: bool = False
    aliases: Sequence[str] = ()


@dataclass(frozen=True)
class Mapped:
    """The columns of one file by the position of their cells, and the headings that stand for none."""

    columns: Sequence[tuple[int, Column]]
    ignored: Sequence[str]


@dataclass
class ParsedRow:
    """One row: its cells as they stood there, the values by column name, and what is wrong with them."""

    number: int
    cells: Sequence[str]
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[Refusal] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)

    def refuse(self, error: BusinessRuleError | Refusal) -> None:
        """Add a reason why the row cannot be imported."""
        self.errors.append(error.as_refusal() if isinstance(error, BusinessRuleError) else error)


def map_columns(sheet: Sheet, columns: Sequence[Column], mapping: Mapping[str, str] | None = None) -> Mapped:
    """Match headings with columns by name, label or alias; ``mapping`` (heading to column name, blank for none) wins.

    Raises UnknownColumn (IMP-06), HeadingTwice (IMP-04) and ColumnMissing (IMP-05).
    """
    by_name = _by_name(columns)
    chosen = _checked_mapping(sheet, columns, mapping or {})
    found: list[tuple[int, Column]] = []
    taken: dict[str, str] = {}
    ignored = []
    for position, heading in enumerate(sheet.headings):
        column = _column_for(heading, by_name, chosen)
        if column is None:
            ignored.append(heading)
            continue
        if column.name in taken:
            raise HeadingTwice(first=taken[column.name], second=heading, column=column.name)
        taken[column.name] = heading
        found.append((position, column))
    missing = [column.name for column in columns if column.required and column.name not in taken]
    if missing:
        raise ColumnMissing(columns=", ".join(missing), headings=", ".join(sheet.headings))
    return Mapped(found, [heading for heading in ignored if heading])


def guess_columns(headings: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """Return what every heading most likely stands for: the column of that name, label (in any language) or alias, each once."""
    by_name = _by_name(columns)
    guessed: dict[str, str] = {}
    for heading in filter(None, headings):
        column = by_name.get(_folded(heading))
        guessed[heading] = column.name if column is not None and column.name not in guessed.values() else ""
    return guessed


def unmistakable_headings(columns: Sequence[Column]) -> list[str]:
    """Return a heading per column that stands for it and no other: its label in the active language, else its name."""
    by_name = _by_name(columns)
    labels = [str(column.label) for column in columns]
    return [
        label if by_name.get(_folded(label)) is column and labels.count(label) == 1 else column.name
        for label, column in zip(labels, columns, strict=True)
    ]


def parse_rows(sheet: Sheet, mapped: Mapped, reading: Reading) -> list[ParsedRow]:
    """Return every row with its values; a cell that cannot be read puts an error on its row and stops no other."""
    return [_parsed(row, mapped, reading) for row in sheet.rows]


def _by_name(columns: Sequence[Column]) -> dict[str, Column]:
    """Return the columns by everything that a file may call them; a column's own name goes before what others are called."""
    called = {_folded(name): column for column in columns for name in (*column.aliases, *_labels(column))}
    return called | {_folded(column.name): column for column in columns}


def _checked_mapping(sheet: Sheet, columns: Sequence[Column], mapping: Mapping[str, str]) -> dict[str, str]:
    names = {column.name for column in columns} | {""}
    headings = {_folded(heading) for heading in sheet.headings}
    for heading, name in mapping.items():
        for wrong in [heading] * (_folded(heading) not in headings) + [name] * (name not in names):
            raise UnknownColumn(name=wrong, columns=", ".join(sorted(names - {""})))
    return {_folded(heading): name for heading, name in mapping.items()}


def _column_for(heading: str, by_name: Mapping[str, Column], chosen: Mapping[str, str]) -> Column | None:
    """Return the column that a heading stands for: the chosen one, else the one it names; None when there is none to read."""
    name = chosen.get(_folded(heading))
    if not heading or name == "":
        return None
    return by_name.get(_folded(heading if name is None else name))


def _labels(column: Column) -> Iterable[str]:
    """Return the label in every language of the product."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield str(column.label)


def _folded(heading: str) -> str:
    """Make ``Customer Account``, ``customer-account`` and ``CUSTOMER_ACCOUNT`` one heading."""
    return re.sub(r"[\W_]+", "_", heading.casefold()).strip("_")


def _parsed(row: SheetRow, mapped: Mapped, reading: Reading) -> ParsedRow:
    parsed = ParsedRow(row.number, row.cells)
    for position, column in mapped.columns:
        raw = row.cells[position]
        try:
            if raw and raw != CLEAR:
                parsed.values[column.name] = column.parse(raw, reading, str(column.label))
            elif column.required:
                raise CellMissing(column=column.label)
            elif raw == CLEAR:
                parsed.values[column.name] = None
        except BusinessRuleError as error:
            error.field = column.name
            parsed.refuse(error)
    return parsed
