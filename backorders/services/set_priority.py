"""Say which lines come first when goods are given away (sales.md §19.4)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from backorders.models import Backorder
from backorders.services.load_backorders import by_order, load_backorders
from backorders.services.marks import write_marks
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit


@transaction.atomic
def set_priority(entity: LegalEntity, keys: Collection[int], priority: int | None, user: User) -> list[Backorder]:
    """Give lines a priority from 1, first, to 9; None gives them that of their order again. Raises BCK-04."""
    lines = load_backorders(entity, keys, locked=True)
    write_marks(entity, {line.pk: {"priority": priority} for line in lines}, ["priority"])
    changes = {
        key: {f"lines.{line.line_number}.priority": [line.rank, priority] for line in known}  # type: ignore[attr-defined]
        for key, known in by_order(lines).items()
    }
    audit.record(entity, user, "priority changed", [known[0].order for known in by_order(lines).values()], changes=changes)
    return lines
