"""Who works on a hold keeps the lines of its order from going away under his hands (sales.md §7.4)."""

from __future__ import annotations

from collections.abc import Collection

from foundation.organization.models import LegalEntity, User
from sales.hold_errors import HoldCheckedOut
from sales.models import OrderHold


def check_checkouts(entity: LegalEntity, order_ids: Collection[int], user: User | None) -> None:
    """Raise HLD-03 when an active hold of one of the orders is checked out to somebody else; reads nothing without orders.

    Before every removal of lines; without a user, to the system, everybody is somebody else.
    """
    taken = OrderHold.of(entity).active().filter(order__in=order_ids, checked_out_to__isnull=False)
    taken = taken.exclude(checked_out_to=user) if user is not None else taken
    first = taken.select_related("checked_out_to").order_by("pk").first() if order_ids else None
    if first is not None and first.checked_out_to is not None:
        raise HoldCheckedOut(user=first.checked_out_to.name)
