"""Cancel what is left to deliver of orders, and reopen what was cancelled (sales.md §9.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.errors import NothingOpen, OrderClosed, ReasonMissing, RemainderTooLow
from sales.models import ReasonCode, SalesOrder, SalesOrderLine, SalesParameters
from sales.services import quantities
from sales.services.direct_lines import cancel_direct, reopen_direct
from sales.services.quantities import Cancellation
from sales.statuses import sales_order_states


@transaction.atomic
def cancel_remainder(
    entity: LegalEntity,
    order_ids: Sequence[int],
    user: User,
    *,
    wanted: Mapping[int, Decimal] | None = None,
    reason: ReasonCode | None = None,
) -> list[SalesOrder]:
    """Cancel the deliver remainder of every line of the orders, or only the quantities wanted per line, and return the orders.

    What vendors deliver directly is cancelled on their purchase orders too (sales.md §12.5).
    Raises ORD-07 when an order has nothing open, ORD-28 without a mandatory reason, ORD-29 beyond the remainder.
    """
    orders = list(SalesOrder.of(entity).filter(pk__in=list(order_ids)).locked())
    for order in orders:
        sales_order_states.check_type("cancel_remainder", order)
    if reason is None and SalesParameters.of(entity).cancel_reason_mandatory:
        raise ReasonMissing(o=", ".join(str(order) for order in orders))
    rows = _cancellations(entity, orders, wanted)
    for order in orders:
        if not rows.get(order.pk):
            raise NothingOpen(o=order)
    cancelled = [row for known in rows.values() for row in known]
    quantities.cancel(entity, cancelled)
    cancel_direct(entity, {row.order_line_id: row.quantity for row in cancelled})
    audit.record(entity, user, "remainder cancelled", orders, reason=reason.code if reason else "")
    return orders


def _cancellations(
    entity: LegalEntity, orders: Sequence[SalesOrder], wanted: Mapping[int, Decimal] | None
) -> dict[int, list[Cancellation]]:
    """Return what is cancelled per order: the whole deliver remainder of each line, or what is wanted of it (ORD-29 beyond it)."""
    rows: dict[int, list[Cancellation]] = defaultdict(list)
    for line in SalesOrderLine.of(entity).filter(order__in=orders).with_remainders().order_by("order_id", "line_number"):
        quantity = line.deliver_rest if wanted is None else wanted.get(line.pk, Decimal(0))
        if abs(quantity) > abs(line.deliver_rest) or quantity * line.ordered_quantity < 0:
            raise RemainderTooLow(l=line.line_number, q=f"{line.deliver_rest.normalize():f}")
        if quantity:
            rows[line.order_id].append(Cancellation(line.order_id, line.pk, quantity))
    return rows


@transaction.atomic
def reopen_remainder(entity: LegalEntity, order_ids: Sequence[int], user: User) -> list[SalesOrder]:
    """Open again what was cancelled on lines that are not invoiced.

    Raises ORD-08 for an invoiced order, which never opens again (sales.md §7.4), and when there is nothing to reopen; DIR-06 while
    a vendor still has to deliver the rest of a line.
    """
    orders = list(SalesOrder.of(entity).filter(pk__in=list(order_ids)).locked())
    sales_order_states.check_all("reopen", orders)
    lines = SalesOrderLine.of(entity).filter(order__in=orders).reopenable()
    rows = [Cancellation(line.order_id, line.pk, -line.cancelled_quantity) for line in lines]
    for order in orders:
        if order.pk not in {row.order_id for row in rows}:
            raise OrderClosed(o=order, status=order.get_status_display())
    quantities.cancel(entity, rows)
    reopen_direct(entity, [row.order_line_id for row in rows])
    quantities.offer_remainders(entity, [row.order_line_id for row in rows])
    audit.record(entity, user, "remainder reopened", orders)
    return orders
