"""Numbers typed by their last digits: 12 is SO-000012 where that is how sales orders are numbered."""

from __future__ import annotations

from collections import defaultdict

from foundation.organization.models import LegalEntity, NumberSequence
from foundation.organization.models.number_sequence import NumberScope

LONGEST = 12


def numbers_meant(entity: LegalEntity, typed: str) -> dict[str, list[str]]:
    """Return the numbers that a few digits stand for, by the reference of their sequence: one query, none for other texts.

    Sequences that start again are meant in this year or period, and in the first of the year before.
    """
    found: dict[str, list[str]] = defaultdict(list)
    if not typed.isascii() or not typed.isdigit() or len(typed) > LONGEST:
        return found
    today = entity.today()
    for sequence in NumberSequence.of(entity).select_related("legal_entity"):
        if int(typed) >= sequence.capacity():
            continue
        days = [today] if sequence.scope == NumberScope.ENTITY else [today, today.replace(year=today.year - 1, month=1, day=1)]
        found[sequence.reference] += [sequence.render(int(typed), day) for day in days]
    return found
