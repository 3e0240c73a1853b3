"""Quantities of subscriptions over their cycles: what an invoice closes, what a new cycle carries over (sales.md §16.2).

Beside ``sales.services.quantities`` this is the only writer of delivered, invoiced and cancelled quantities. A fixed number of
statements for any number of orders; callers hold the locks of the orders.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import connection

from foundation.organization.models import LegalEntity
from sales.invoiceable import InvoiceMovement
from sales.models import PackingSlipLine, SalesOrderLine, SalesSubscription, SubscriptionLine
from sales.services import quantities, stock

ZERO = Decimal(0)

_ADD = """
    INSERT INTO sales_subscriptionline AS known (legal_entity_id, line_id, closed_quantity, closed_amount, carried_quantity)
    {rows}
    ON CONFLICT (line_id) DO UPDATE SET closed_quantity = known.closed_quantity + excluded.closed_quantity,
        closed_amount = known.closed_amount + excluded.closed_amount,
        carried_quantity = known.carried_quantity + excluded.carried_quantity
"""
_ENSURE = """
    INSERT INTO sales_subscriptionline (legal_entity_id, line_id, closed_quantity, closed_amount, carried_quantity)
    SELECT %(entity)s, unnest(%(lines)s::bigint[]), 0, 0, 0 ON CONFLICT (line_id) DO NOTHING
"""
_CLOSE = """
    UPDATE sales_subscriptionline AS known SET closed_quantity = known.closed_quantity + moved.quantity,
        closed_amount = known.closed_amount + moved.amount, carried_quantity = known.carried_quantity - moved.carried
    FROM unnest(%(lines)s::bigint[], %(quantities)s::numeric[], %(amounts)s::numeric[], %(carried)s::numeric[])
        AS moved (line_id, quantity, amount, carried)
    WHERE known.line_id = moved.line_id AND known.legal_entity_id = %(entity)s
"""
_TAKE_OVER = _ADD.format(
    rows="""
    SELECT line.legal_entity_id, line.id, line.invoiced_quantity, line.invoiced_amount, 0 FROM sales_salesorderline AS line
    WHERE line.legal_entity_id = %(entity)s AND line.order_id = ANY(%(orders)s) AND line.invoiced_quantity <> 0"""
)
_CLOSE_INVOICED = """
    UPDATE sales_salesorderline SET delivered_quantity = delivered_quantity - invoiced_quantity, invoiced_quantity = 0,
        invoiced_amount = 0, updated_at = now()
    WHERE legal_entity_id = %(entity)s AND order_id = ANY(%(orders)s) AND invoiced_quantity <> 0
"""
_CARRY = _ADD.format(
    rows="""
    SELECT line.legal_entity_id, line.id, 0, 0, line.delivered_quantity FROM sales_salesorderline AS line
    WHERE line.legal_entity_id = %(entity)s AND line.order_id = ANY(%(orders)s) AND line.delivered_quantity <> 0"""
)
_OPEN = """
    UPDATE sales_salesorderline SET delivered_quantity = 0, cancelled_quantity = 0, deliver_now = ordered_quantity, updated_at = now()
    WHERE legal_entity_id = %(entity)s AND order_id = ANY(%(orders)s)
"""
_TAKE_BACK = """
    UPDATE sales_salesorderline AS line SET delivered_quantity = line.delivered_quantity + known.carried_quantity, updated_at = now()
    FROM sales_subscriptionline AS known
    WHERE known.line_id = line.id AND line.legal_entity_id = %(entity)s AND line.order_id = ANY(%(orders)s)
        AND line.delivered_quantity + known.carried_quantity <= line.ordered_quantity
"""
_CANCELLED_AGAIN = """
    UPDATE sales_salesorderline AS line SET cancelled_quantity = known.quantity
    FROM unnest(%(lines)s::bigint[], %(quantities)s::numeric[]) AS known (line_id, quantity)
    WHERE known.line_id = line.id AND line.legal_entity_id = %(entity)s
"""
_NOTHING_CARRIED = """
    UPDATE sales_subscriptionline AS known SET carried_quantity = 0 FROM sales_salesorderline AS line
    WHERE known.line_id = line.id AND line.legal_entity_id = %(entity)s AND line.order_id = ANY(%(orders)s)
        AND line.delivered_quantity >= known.carried_quantity
"""
_END = """
    UPDATE sales_salesorderline AS line
    SET delivered_quantity = coalesce(last.quantity, 0), invoiced_quantity = coalesce(last.quantity, 0),
        cancelled_quantity = line.ordered_quantity - coalesce(last.quantity, 0), deliver_now = 0, updated_at = now()
    FROM sales_salesorderline AS same
    LEFT JOIN (
        SELECT known.line_id, least(known.closed_quantity, line.ordered_quantity) AS quantity
        FROM sales_subscriptionline AS known JOIN sales_salesorderline AS line ON line.id = known.line_id
    ) AS last ON last.line_id = same.id
    WHERE same.id = line.id AND line.legal_entity_id = %(entity)s AND line.order_id = ANY(%(orders)s)
"""
_END_TOTALS = """
    UPDATE sales_subscriptionline AS known SET closed_quantity = known.closed_quantity - line.invoiced_quantity
    FROM sales_salesorderline AS line
    WHERE known.line_id = line.id AND line.legal_entity_id = %(entity)s AND line.order_id = ANY(%(orders)s)
"""


def close_invoiced(entity: LegalEntity, movements: Iterable[InvoiceMovement]) -> None:
    """Add invoiced quantities to the closed cycles of their lines; the orders are not waiting for an invoice any more."""
    sums: dict[int, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO, ZERO])
    orders = set()
    for move in movements:
        orders.add(move.order_id)
        found = sums[move.order_line_id]
        found[0] += move.quantity
        found[1] += move.net_amount
        found[2] += move.carried
    rows = sorted(sums.items())
    columns = zip(*(values for _key, values in rows), strict=True)
    _run(entity, _ENSURE, lines=sorted(sums))
    _run(entity, _CLOSE, lines=sorted(sums), **dict(zip(("quantities", "amounts", "carried"), map(list, columns), strict=True)))
    SalesSubscription.of(entity).filter(order__in=orders).update(invoice_due=False)


def take_over(entity: LegalEntity, order_ids: Collection[int]) -> None:
    """Let what orders delivered and invoiced so far count as their first cycle, when they become subscriptions (sales.md §6.2)."""
    _run(entity, _TAKE_OVER, orders=list(order_ids))
    _run(entity, _CLOSE_INVOICED, orders=list(order_ids))
    _settle(entity, order_ids)


def open_cycle(entity: LegalEntity, order_ids: Collection[int]) -> dict[int, dict[int, Decimal]]:
    """Open the next cycle of orders: their whole quantity is to be delivered again; what waits for its invoice is carried over.

    Returns what was cancelled of the cycle before, by order and line, which ``take_back`` wants.
    """
    cancelled: dict[int, dict[int, Decimal]] = defaultdict(dict)
    given_up = SalesOrderLine.of(entity).filter(order__in=list(order_ids)).exclude(cancelled_quantity=0)
    for order, line, quantity in given_up.values_list("order_id", "pk", "cancelled_quantity"):
        cancelled[order][line] = quantity
    _run(entity, _CARRY, orders=list(order_ids))
    _run(entity, _OPEN, orders=list(order_ids))
    _settle(entity, order_ids)
    return cancelled


def take_back(entity: LegalEntity, order_ids: Collection[int], cancelled: Mapping[int, Mapping[int, Decimal]]) -> None:
    """Undo the opening of a cycle that could not be delivered: what is carried is seen on the lines again, and what was cancelled."""
    if not order_ids:
        return
    _run(entity, _TAKE_BACK, orders=list(order_ids))
    _run(entity, _NOTHING_CARRIED, orders=list(order_ids))
    lines = {line: quantity for key in order_ids for line, quantity in cancelled.get(key, {}).items()}
    if lines:
        _run(entity, _CANCELLED_AGAIN, lines=list(lines), quantities=list(lines.values()))
    _settle(entity, order_ids)


def end(entity: LegalEntity, order_ids: Collection[int]) -> None:
    """Give up what is open of orders for good. The last invoiced cycle stays on the lines, so that the order ends Invoiced."""
    _run(entity, _END, orders=list(order_ids))
    _run(entity, _END_TOTALS, orders=list(order_ids))
    _settle(entity, order_ids)


def carried_parts(entity: LegalEntity, taken: Mapping[int, tuple[int, Decimal]]) -> dict[int, Decimal]:
    """Return what of quantities taken back of slip lines was delivered in an earlier cycle, by slip line: of older slips first.

    ``taken`` maps a slip line to its order line and the quantity. Lines of other orders than subscriptions have no such part.
    """
    keys = {line for line, _quantity in taken.values()}
    current = dict(SalesOrderLine.of(entity).filter(subscription__line__in=keys).values_list("pk", "delivered_quantity"))
    if not current:
        return {}
    found: dict[int, Decimal] = {}
    slips = PackingSlipLine.of(entity).to_invoice().filter(order_line__in=current).order_by("-packing_slip__date", "-pk")
    for slip_line in slips:
        left, waiting = current[slip_line.order_line_id], slip_line.open_quantity
        current[slip_line.order_line_id] = max(left - waiting, ZERO)
        if slip_line.pk in taken:
            quantity = taken[slip_line.pk][1]
            found[slip_line.pk] = max(quantity - left, ZERO)
    return found


def withdraw_carried(entity: LegalEntity, withdrawals: Iterable[quantities.Withdrawal]) -> None:
    """Lower what waits for its invoice of earlier cycles by what was taken back of their packing slips."""
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for move in withdrawals:
        if move.carried:
            sums[move.order_line_id] += move.carried
    if sums:
        nothing = [ZERO] * len(sums)
        _run(entity, _CLOSE, lines=list(sums), quantities=nothing, amounts=nothing, carried=list(sums.values()))


def waiting_quantity(entity: LegalEntity, order_ids: Collection[int]) -> dict[int, Decimal]:
    """Return what of orders was delivered and waits for its invoice, over all cycles, by order."""
    waiting: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for order, rest in SalesOrderLine.of(entity).filter(order__in=order_ids).with_remainders().values_list("order_id", "invoice_rest"):
        waiting[order] += rest
    for order, carried in SubscriptionLine.of(entity).of_orders(order_ids).values_list("line__order_id", "carried_quantity"):
        waiting[order] += carried
    return waiting


def _settle(entity: LegalEntity, order_ids: Collection[int]) -> None:
    """Derive statuses and stock from the quantities."""
    quantities.derive_statuses(entity, order_ids)
    lines = SalesOrderLine.of(entity).filter(order__in=list(order_ids)).values_list("pk", flat=True)
    stock.sync_open(entity, list(lines))


def _run(entity: LegalEntity, statement: str, **values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"entity": entity.pk, **values})
