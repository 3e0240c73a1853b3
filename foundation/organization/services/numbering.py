"""Continuous numbers: drawn as one block, as the last lock of a posting, inside its transaction (reliability.md §2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from foundation.organization.errors import DateBeforeLastNumber, NoNumberSequence, SequenceExhausted
from foundation.organization.models import LegalEntity, NumberCounter, NumberSequence

_DRAW = """
    INSERT INTO organization_numbercounter AS counter (sequence_id, scope_key, next, last_date)
    VALUES (%(sequence)s, %(scope)s, %(smallest)s + %(count)s, %(on_date)s)
    ON CONFLICT (sequence_id, scope_key) DO UPDATE
        SET next = counter.next + %(count)s, last_date = GREATEST(counter.last_date, %(on_date)s)
    RETURNING next, last_date
"""


@dataclass
class NumberSeries:
    """The number sequences of a legal entity in memory, with the last date of those whose dates follow their numbers."""

    legal_entity: LegalEntity
    sequences: dict[str, NumberSequence]
    last_dates: dict[tuple[int, str], date]

    @classmethod
    def queries(cls, legal_entity: LegalEntity) -> tuple[Any, ...]:
        """Return what has to be read, for ``made_of``."""
        chronological = NumberSequence.of(legal_entity).filter(chronological=True)
        counters = NumberCounter.objects.filter(sequence__in=chronological, last_date__isnull=False)
        return NumberSequence.of(legal_entity).all(), counters.values_list("sequence_id", "scope_key", "last_date")

    @classmethod
    def made_of(
        cls, legal_entity: LegalEntity, sequences: Iterable[NumberSequence], counters: Iterable[tuple[int, str, date]]
    ) -> NumberSeries:
        """Return the series made of what was read."""
        by_reference = {known.reference: known for known in sequences}
        for known in by_reference.values():
            known.legal_entity = legal_entity
        return cls(legal_entity, by_reference, {(sequence, scope): last for sequence, scope, last in counters})

    def find(self, reference: str) -> NumberSequence:
        """Return the series of a kind of document; raises NoNumberSequence (INV-404) when none is set up."""
        found = self.sequences.get(reference)
        if found is None:
            raise NoNumberSequence(reference=reference, entity=self.legal_entity)
        return found

    def check_chronology(self, reference: str, on_date: date) -> None:
        """Raise DateBeforeLastNumber (INV-401) when the series already numbered a later date (invoicing.md 4.5).

        ``take_numbers`` says the same once more of what was numbered since this was read.
        """
        sequence = self.find(reference)
        last = self.last_dates.get((sequence.pk, sequence.scope_key(on_date)))
        if last is not None and last > on_date:
            raise DateBeforeLastNumber(date=last, series=sequence)


def find_sequence(legal_entity: LegalEntity, reference: str) -> NumberSequence:
    """Return the series of a kind of document; raises NoNumberSequence (INV-404) when none is set up."""
    found = NumberSequence.of(legal_entity).filter(reference=reference).first()
    if found is None:
        raise NoNumberSequence(reference=reference, entity=legal_entity)
    found.legal_entity = legal_entity
    return found


def take_numbers(legal_entity: LegalEntity, reference: str, count: int, on_date: date, *, series: NumberSeries | None = None) -> list[str]:
    """Take the next ``count`` numbers of a series in order; they go back when the transaction rolls back.

    Who has read the ``series`` spares one query. Raises NoNumberSequence (INV-404), SequenceExhausted (INV-402) and
    DateBeforeLastNumber (INV-401).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Numbers are only given inside the posting's transaction")
    if count == 0:
        return []
    sequence = series.find(reference) if series else find_sequence(legal_entity, reference)
    with connection.cursor() as cursor:
        cursor.execute(
            _DRAW,
            {
                "sequence": sequence.pk,
                "scope": sequence.scope_key(on_date),
                "smallest": sequence.smallest,
                "count": count,
                "on_date": on_date,
            },
        )
        after, last_date = cursor.fetchone()
    if sequence.chronological and last_date > on_date:
        raise DateBeforeLastNumber(date=last_date, series=sequence)
    limit = min(sequence.capacity(), (sequence.largest or sequence.capacity()) + 1)
    if after > limit:
        raise SequenceExhausted(series=sequence, largest=sequence.render(limit - 1, on_date))
    return [sequence.render(value, on_date) for value in range(after - count, after)]


def take_number(legal_entity: LegalEntity, reference: str, on_date: date) -> str:
    """Take one number in a transaction of its own or in the one that is open."""
    with transaction.atomic():
        return take_numbers(legal_entity, reference, 1, on_date)[0]
