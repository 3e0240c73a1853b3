"""Running an import: read every row, plan all of them, then save what may be saved in one transaction, or only say what would be."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import Text
from foundation.imports.columns import Column, ParsedRow, map_columns, parse_rows
from foundation.imports.formulas import guarded
from foundation.imports.sheets import Sheet
from foundation.imports.values import Reading


class ImportMode(StrEnum):
    """What an import may do with records that exist or do not exist yet."""

    CREATE = "create"
    UPDATE = "update"
    UPSERT = "upsert"


class Outcome(StrEnum):
    """What becomes of a unit of rows."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    HELD_BACK = "held_back"


OUTCOMES: dict[Outcome, Text] = {
    Outcome.CREATED: _("created"),
    Outcome.UPDATED: _("updated"),
    Outcome.UNCHANGED: _("unchanged"),
    Outcome.REFUSED: _("refused"),
    Outcome.HELD_BACK: _("held back, because others were refused"),
}


@dataclass
class ImportUnit:
    """Rows that are imported together or not at all: one row of a customer, all lines of an order.

    ``key`` names the record in reports; ``record`` is what the importer needs to save it.
    """

    rows: Sequence[ParsedRow]
    outcome: Outcome = Outcome.CREATED
    key: str = ""
    record: Any = None

    @property
    def refused(self) -> bool:
        """Tell whether any row has an error."""
        return self.outcome == Outcome.REFUSED or any(row.errors for row in self.rows)


class Importer(Protocol):
    """What an app provides for one kind of record."""

    @property
    def columns(self) -> Sequence[Column]:
        """Return the columns that files may have."""
        ...

    def plan(self, rows: Sequence[ParsedRow], mode: ImportMode) -> list[ImportUnit]:
        """Return what the rows would do; rows that came with errors are part of a refused unit. May lock, writes nothing."""
        ...

    def save(self, units: Sequence[ImportUnit], source: str) -> None:
        """Write the units, none of which is refused or unchanged; ``source`` is the file's name for the audit trail."""
        ...


@dataclass(frozen=True)
class ImportOptions:
    """How a file is imported; ``mapping`` goes from headings to column names."""

    mode: ImportMode = ImportMode.UPSERT
    dry_run: bool = False
    whole_file: bool = False
    mapping: Mapping[str, str] = field(default_factory=dict)
    decimal_mark: str = ""
    date_order: str = ""


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do when it was a dry run."""

    sheet: Sheet
    units: Sequence[ImportUnit]
    ignored: Sequence[str]
    dry_run: bool

    def counts(self) -> dict[Outcome, int]:
        """Return the number of units per outcome, every outcome that occurred."""
        counted = Counter(unit.outcome for unit in self.units)
        return {outcome: counted[outcome] for outcome in Outcome if counted[outcome]}

    def rows_with_errors(self) -> list[ParsedRow]:
        """Return the rows of refused units in the order of the file."""
        rows = [row for unit in self.units if unit.outcome == Outcome.REFUSED for row in unit.rows]
        return sorted(rows, key=lambda row: row.number)

    def rows_with_warnings(self) -> list[ParsedRow]:
        """Return the rows of other units that raised a doubt, in the order of the file."""
        rows = [row for unit in self.units if unit.outcome != Outcome.REFUSED for row in unit.rows if row.warnings]
        return sorted(rows, key=lambda row: row.number)

    def reasons(self) -> dict[str, int]:
        """Return how many units each reason refused, by code, the most frequent first."""
        refused = [unit for unit in self.units if unit.outcome == Outcome.REFUSED]
        return dict(Counter(code for unit in refused for code in {error.code for row in unit.rows for error in row.errors}).most_common())

    def error_file(self) -> str:
        """Return the refused rows as they stood in the file, with a column that says why, as CSV to mend and import again."""
        written = io.StringIO(newline="")
        writer = csv.writer(written, quoting=csv.QUOTE_ALL)
        writer.writerow([*self.sheet.headings, str(_("message"))])
        for row in self.rows_with_errors():
            writer.writerow([*(guarded(cell) for cell in row.cells), " ".join(str(error) for error in row.errors)])
        return written.getvalue()


def run_import(sheet: Sheet, importer: Importer, options: ImportOptions | None = None) -> ImportReport:
    """Import a sheet; a unit is imported wholly or not at all, and a crash leaves nothing.

    With ``whole_file`` nothing is saved as soon as one unit is refused. Raises what ``map_columns`` raises.
    """
    chosen = options or ImportOptions()
    mapped = map_columns(sheet, importer.columns, chosen.mapping)
    rows = parse_rows(sheet, mapped, Reading(chosen.decimal_mark or sheet.decimal_mark, chosen.date_order))
    with transaction.atomic():
        units = importer.plan(rows, chosen.mode)
        _settle(units, whole_file=chosen.whole_file)
        if not chosen.dry_run:
            importer.save([unit for unit in units if unit.outcome in (Outcome.CREATED, Outcome.UPDATED)], sheet.name)
    return ImportReport(sheet, units, mapped.ignored, chosen.dry_run)


def _settle(units: Sequence[ImportUnit], *, whole_file: bool) -> None:
    """Mark refused units, and hold the others back where the file goes in as a whole."""
    for unit in units:
        if unit.refused:
            unit.outcome = Outcome.REFUSED
    if whole_file and any(unit.outcome == Outcome.REFUSED for unit in units):
        for unit in units:
            if unit.outcome in (Outcome.CREATED, Outcome.UPDATED):
                unit.outcome = Outcome.HELD_BACK
