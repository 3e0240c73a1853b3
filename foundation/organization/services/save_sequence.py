"""Change a number sequence so that no number is given out twice (invoicing.md chapter 4)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from django.db import transaction

from foundation.organization.errors import NumbersTwice
from foundation.organization.models import NumberCounter, NumberScope, NumberSequence, User
from foundation.organization.services.save_record import save_record

_DIGIT, _LETTER = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MARKS = {"{YYYY}": "####", "{YY}": "##", "{MM}": "##"}


@transaction.atomic
def save_sequence(sequence: NumberSequence, *, user: User | None) -> NumberSequence:
    """Save a changed number sequence.

    Once it has given out numbers its scope stays, and a new format must differ from the earlier one in every number and
    keep the year or month that tells its counters apart; else NumbersTwice (NUM-01) is raised.
    """
    stored = NumberSequence.of(sequence.legal_entity).get(pk=sequence.pk)
    if NumberCounter.objects.filter(sequence=sequence).exists():
        if sequence.scope != stored.scope:
            raise NumbersTwice(series=stored, field="scope")
        if sequence.format != stored.format and (_mix_counters(sequence) or _overlap(stored, sequence)):
            raise NumbersTwice(series=stored, field="format")
    return save_record(sequence.legal_entity, sequence, user=user)


def _mix_counters(sequence: NumberSequence) -> bool:
    """Tell whether two counters of a sequence render the same number, for want of the year or the month."""
    if sequence.scope == NumberScope.ENTITY:
        return False
    by_year = "{YYYY}" in sequence.format or "{YY}" in sequence.format
    return not by_year or (sequence.scope == NumberScope.PERIOD and "{MM}" not in sequence.format)


def _overlap(before: NumberSequence, after: NumberSequence) -> bool:
    """Tell whether some number could have been rendered by either format."""
    places = zip_longest(_places(before), _places(after), fillvalue="")
    return all(set(one) & set(other) for one, other in places)


def _places(sequence: NumberSequence) -> Iterator[str]:
    """Yield, place by place, the characters that can stand there."""
    pattern = sequence.format.replace("{ENTITY}", sequence.legal_entity.code)
    for mark, digits in _MARKS.items():
        pattern = pattern.replace(mark, digits)
    for character in pattern:
        yield _DIGIT if character == "#" else _LETTER if character == "&" else character
