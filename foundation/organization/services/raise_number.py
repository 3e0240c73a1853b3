"""Raise the next number of a series (invoicing.md 4.3)."""

from __future__ import annotations

from django.db import transaction

from foundation.organization.errors import NumberNotAboveLast, SequenceExhausted
from foundation.organization.models import NumberCounter, NumberSequence, User
from foundation.organization.services import audit


@transaction.atomic
def raise_next_number(sequence: NumberSequence, scope_key: str, number: int, *, user: User | None) -> NumberCounter:
    """Let a counter go on from a higher number; the numbers between are given up, and the audit trail says so.

    Raises NumberNotAboveLast (INV-403) when the number is not above the last used one, SequenceExhausted (INV-402) when it
    does not fit the format.
    """
    today = sequence.legal_entity.today()
    largest = min(sequence.capacity() - 1, sequence.largest or sequence.capacity())
    if number > largest:
        raise SequenceExhausted(series=sequence, largest=sequence.render(largest, today), field="number")
    counter, _made = NumberCounter.objects.get_or_create(sequence=sequence, scope_key=scope_key, defaults={"next": sequence.smallest})
    locked = NumberCounter.objects.select_for_update().get(pk=counter.pk)
    if number < locked.next:
        raise NumberNotAboveLast(number=number, last=locked.next - 1, field="number")
    before, locked.next = locked.next, number
    locked.save(update_fields=["next"])
    changes = {sequence.pk: {f"next {scope_key}".strip(): [before, number]}}
    audit.record(sequence.legal_entity, user, "changed", [sequence], changes=changes)
    return locked
