"""What should be known before an order is deleted: a question that sales ask whatever stands above them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity

Finder = Callable[[LegalEntity, int], Sequence[BusinessRuleError]]
_FINDERS: list[Finder] = []


def register_warnings(finder: Finder) -> None:
    """Let an app above warn of the deletion of an order, by its key."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def warnings_of(entity: LegalEntity, order_id: int) -> list[BusinessRuleError]:
    """Return what the rooms above warn of before an order is deleted; none of it keeps the order."""
    return [warning for finder in _FINDERS for warning in finder(entity, order_id)]
