"""Whether orders of nothing but replacements get automatic charges by themselves: the floor that makes them answers (sales.md §14.10)."""

from __future__ import annotations

from collections.abc import Callable

from foundation.organization.models import LegalEntity

Answer = Callable[[LegalEntity], bool]

_ANSWERS: list[Answer] = []


def register_charged_replacements(answer: Answer) -> None:
    """Let a floor above say whether charges of replacements are searched as those of any other order."""
    _ANSWERS.append(answer)


def replacements_are_charged(entity: LegalEntity) -> bool:
    """Tell whether the charges of orders that only replace goods are searched whenever those of others are."""
    return any(answer(entity) for answer in _ANSWERS)
