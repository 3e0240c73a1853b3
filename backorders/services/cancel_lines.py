"""Give up what is left of some lines (sales.md §9.6, §19.4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction

from backorders.services.load_backorders import by_order, load_backorders
from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, User
from sales.cancellation_notices import cancellation_notices
from sales.models import ReasonCode, SalesOrder
from sales.services.cancel_remainder import cancel_remainder


@dataclass(frozen=True)
class CancelledLines:
    """The orders of which lines were cancelled, and what becomes of what was bought for them."""

    orders: Sequence[SalesOrder]
    notices: Sequence[BusinessRuleError]


@transaction.atomic
def cancel_lines(entity: LegalEntity, keys: Collection[int], user: User, reason: ReasonCode | None = None) -> CancelledLines:
    """Cancel the deliver remainder of lines and return their orders, with notices. Raises BCK-04, and what cancelling raises."""
    lines = load_backorders(entity, keys, locked=True)
    wanted = {line.pk: line.deliver_remainder for line in lines}
    order_ids = list(by_order(lines))
    notices = cancellation_notices(entity, order_ids, wanted)
    return CancelledLines(cancel_remainder(entity, order_ids, user, wanted=wanted, reason=reason), notices)
