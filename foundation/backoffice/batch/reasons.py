"""Why objects of a run were not posted, each reason once."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.batch.models import BatchRun, RunItem


@dataclass(frozen=True)
class Reason:
    """A code with the sentence of the first object that it befell, and how many there are."""

    code: str
    example: str
    count: int


def reasons_of(run: BatchRun) -> list[Reason]:
    """Return the reasons of a run, the most frequent first: two statements."""
    items = RunItem.of(run.legal_entity_id).filter(run=run)
    counts = items.count_by_code()
    first = {item.code: item.message for item in items.one_per_code()} if counts else {}
    return [Reason(code, first[code], count) for code, count in counts.items()]
