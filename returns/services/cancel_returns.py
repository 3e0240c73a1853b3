"""Cancel return orders that nothing arrived of (sales.md §14.11)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from returns.models import ReturnLine, ReturnOrder
from returns.services.returned_quantities import announced, give_back
from returns.statuses import ReturnLineStatus, ReturnStatus, return_states
from sales.models import SalesOrder
from sales.services import quantities
from sales.services.quantities import Cancellation


@transaction.atomic
def cancel_returns(entity: LegalEntity, return_ids: Sequence[int], user: User, *, reason: str = "") -> list[ReturnOrder]:
    """Cancel returns with all their lines and return them; what was announced may be returned again.

    Raises RET-20 unless every one of them is Created. The number of statements does not depend on how many they are.
    """
    order_ids = list(ReturnOrder.of(entity).filter(pk__in=list(return_ids)).values_list("order", flat=True))
    list(SalesOrder.of(entity).filter(pk__in=order_ids).locked().values_list("pk"))
    returns = list(ReturnOrder.of(entity).filter(pk__in=list(return_ids)).locked())
    return_states.check_all("cancel", returns)
    lines = list(ReturnLine.of(entity).of_orders(order_ids).awaiting().order_by("pk"))
    give_back(entity, announced(lines))
    quantities.cancel(
        entity, [Cancellation(line.order_line.order_id, line.order_line_id, line.order_line.deliver_remainder) for line in lines]
    )
    ReturnLine.of(entity).filter(pk__in=[line.pk for line in lines]).update(status=ReturnLineStatus.CANCELLED)
    ReturnOrder.of(entity).filter(pk__in=[returned.pk for returned in returns]).update(status=ReturnStatus.CANCELLED)
    audit.record(entity, user, "cancelled", returns, reason=reason)
    return returns
