"""What a check or an import said, as plain data that is kept and shown in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from foundation.errors import Refusal, Text, render_refusal
from foundation.imports.columns import ParsedRow
from foundation.imports.running import OUTCOMES, ImportReport, Outcome

SHOWN_ROWS = 200


@dataclass(frozen=True)
class ShownRow:
    """One row of the file with what is to be said about it."""

    number: int
    cells: list[str]
    sentences: list[str]


def as_data(report: ImportReport) -> dict[str, Any]:
    """Return counts, reasons and the first refused and doubtful rows of a report."""
    refused = report.rows_with_errors()
    return {
        "counts": {outcome.value: count for outcome, count in report.counts().items()},
        "refused": len(refused),
        "errors": [_row(row, row.errors) for row in refused[:SHOWN_ROWS]],
        "warnings": [_row(row, row.warnings) for row in report.rows_with_warnings()[:SHOWN_ROWS]],
    }


def counts_of(data: dict[str, Any]) -> list[tuple[Text, int]]:
    """Return the words and numbers of what became of the rows."""
    return [(OUTCOMES[Outcome(outcome)], count) for outcome, count in data.get("counts", {}).items()]


def importable(data: dict[str, Any]) -> int:
    """Return how many records an import would create or change."""
    counts = data.get("counts", {})
    return int(counts.get(Outcome.CREATED, 0)) + int(counts.get(Outcome.UPDATED, 0))


def rows_of(data: dict[str, Any], name: str) -> list[ShownRow]:
    """Return the refused or doubtful rows with their sentences in the reader's language."""
    return [
        ShownRow(row["number"], row["cells"], [render_refusal(code, params) for code, params in row["said"]]) for row in data.get(name, [])
    ]


def problem_of(data: dict[str, Any]) -> str:
    """Return why the file as a whole could not be worked, blank when it could."""
    problem = data.get("problem")
    return render_refusal(problem["code"], problem["params"]) if problem else ""


def _row(row: ParsedRow, said: list[Refusal]) -> dict[str, Any]:
    sentences = [(refusal.code, dict(refusal.params)) for refusal in said]
    return {"number": row.number, "cells": [cell[:60] for cell in row.cells[:6]], "said": sentences or [("IMP-20", {})]}
