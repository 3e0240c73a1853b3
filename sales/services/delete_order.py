"""Delete orders of which nothing was delivered, invoiced or printed (sales.md §7.4)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from foundation.organization.access import Access
from foundation.organization.services import audit
from foundation.organization.services.save_record import delete_unless_used
from sales.errors import LineNotDeletable, OrderHasDeliveries
from sales.models import SalesOrder, SalesOrderLine
from sales.services import stock
from sales.services.direct_lines import check_direct, give_up_direct
from sales.services.hold_checkouts import check_checkouts
from sales.services.keep_voided import keep_voided
from sales.statuses import sales_order_states

DELETE_ANY = "sales.cancel_salesorder"


@transaction.atomic
def delete_orders(access: Access, order_ids: Sequence[int], *, delete_attached: bool = False) -> list[str]:
    """Delete orders with their lines and stock, and return their numbers; the audit trail keeps them, and a voided record
    when the parameters say so (sales.md §22).

    Raises SEC-01 for another person's order when the user may delete own ones only (customers.md §13), ORD-08, ORD-24 when
    anything was delivered or invoiced, ORD-23 when the customer has a confirmation, GEN-07 when a cancelled document names it,
    DIR-04 and DIR-05 for direct deliveries, and HLD-03 while somebody else works on a hold.
    """
    entity = access.legal_entity
    orders = list(SalesOrder.of(entity).filter(pk__in=list(order_ids)).locked())
    if any(order.created_by_id != access.user.pk for order in orders):
        access.require(DELETE_ANY)
    sales_order_states.check_all("delete", orders)
    check_checkouts(entity, [order.pk for order in orders], access.user)
    lines = list(SalesOrderLine.of(entity).filter(order__in=orders).order_by("order_id", "line_number"))
    by_key = {order.pk: order for order in orders}
    check_direct(entity, lines, confirmed=delete_attached)
    for line in lines:
        if line.delivered_quantity or line.invoiced_quantity:
            raise OrderHasDeliveries(o=by_key[line.order_id])
    for order in orders:
        if order.confirmed_version:
            raise LineNotDeletable(l=order.number, reason=order.get_document_status_display())
    audit.record(entity, access.user, "deleted", orders)
    keep_voided(entity, [line.pk for line in lines], access.user, whole_orders=True)
    give_up_direct(entity, lines)
    stock.remove(entity, [line.pk for line in lines])
    delete_unless_used(SalesOrder.of(entity).filter(pk__in=by_key), ", ".join(order.number for order in orders))
    return [order.number for order in orders]
