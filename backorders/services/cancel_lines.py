"""Give up what is left of some lines (sales.md §9.6, §19.4)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from backorders.services.load_backorders import by_order, load_backorders
from foundation.organization.models import LegalEntity, User
from sales.models import ReasonCode, SalesOrder
from sales.services.cancel_remainder import cancel_remainder


@transaction.atomic
def cancel_lines(entity: LegalEntity, keys: Collection[int], user: User, reason: ReasonCode | None = None) -> list[SalesOrder]:
    """Cancel the deliver remainder of lines and return their orders. Raises BCK-04, and what cancelling raises."""
    lines = load_backorders(entity, keys, locked=True)
    wanted = {line.pk: line.deliver_remainder for line in lines}
    return cancel_remainder(entity, list(by_order(lines)), user, wanted=wanted, reason=reason)
