"""Delete return orders of which nothing arrived (sales.md §14.11)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from returns.models import ReturnLine, ReturnOrder
from returns.services.returned_quantities import announced, give_back
from returns.statuses import ReturnLineStatus, return_states
from sales.models import SalesOrder
from sales.services import stock
from sales.services.hold_checkouts import check_checkouts
from sales.services.keep_voided import keep_voided


@transaction.atomic
def delete_returns(entity: LegalEntity, return_ids: Sequence[int], user: User) -> list[str]:
    """Delete returns with their sales orders and return their RMA numbers; the audit trail keeps them.

    Raises RET-21 unless every one of them is Created or Cancelled, and HLD-03 while somebody else works on a
    hold. The number of statements does not depend on how many they are.
    """
    order_ids = list(ReturnOrder.of(entity).filter(pk__in=list(return_ids)).values_list("order", flat=True))
    orders = list(SalesOrder.of(entity).filter(pk__in=order_ids).locked())
    returns = list(ReturnOrder.of(entity).filter(pk__in=list(return_ids)).locked())
    return_states.check_all("delete", returns)
    check_checkouts(entity, order_ids, user)
    lines = list(ReturnLine.of(entity).of_orders(order_ids))
    give_back(entity, announced(line for line in lines if line.status != ReturnLineStatus.CANCELLED))
    audit.record(entity, user, "deleted", [*returns, *orders])
    keep_voided(entity, [line.order_line_id for line in lines], user, whole_orders=True)
    stock.remove(entity, [line.order_line_id for line in lines])
    SalesOrder.of(entity).filter(pk__in=order_ids).delete()
    return [returned.rma_number for returned in returns]
