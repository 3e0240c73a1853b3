"""Continuous numbers: drawn as one block, as the last lock of a posting, inside its transaction (reliability.md §2)."""

from __future__ import annotations

from datetime import date

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


def find_sequence(legal_entity: LegalEntity, reference: str) -> NumberSequence:
    """Return the series of a kind of document; raises NoNumberSequence (INV-404) when none is set up."""
    found = NumberSequence.of(legal_entity).filter(reference=reference).first()
    if found is None:
        raise NoNumberSequence(reference=reference, entity=legal_entity)
    found.legal_entity = legal_entity
    return found


def check_chronology(sequence: NumberSequence, on_date: date) -> None:
    """Raise DateBeforeLastNumber (INV-401) when the series already numbered a later date (invoicing.md 4.5)."""
    if not sequence.chronological:
        return
    last = (
        NumberCounter.objects.filter(sequence=sequence, scope_key=sequence.scope_key(on_date)).values_list("last_date", flat=True).first()
    )
    if last is not None and last > on_date:
        raise DateBeforeLastNumber(date=last, series=sequence)


def take_numbers(legal_entity: LegalEntity, reference: str, count: int, on_date: date) -> list[str]:
    """Take the next ``count`` numbers of a series in order; they go back when the transaction rolls back.

    Raises NoNumberSequence (INV-404), SequenceExhausted (INV-402) and DateBeforeLastNumber (INV-401).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Numbers are only given inside the posting's transaction")
    if count == 0:
        return []
    sequence = find_sequence(legal_entity, reference)
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
