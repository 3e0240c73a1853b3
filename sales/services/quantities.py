"""The only writer of delivered, invoiced and cancelled quantities, and of the statuses that follow from them (sales.md §7.3, §7.4).

Every function takes movements of any number of orders and runs a fixed number of statements. Callers hold the locks of the
orders. Quantities are added in the database, never written back from a value read earlier; the CHECK constraints of the
lines and slip lines have the last word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from foundation.organization.models import LegalEntity
from sales.invoiceable import InvoiceMovement
from sales.models import SalesOrderLine
from sales.models.order_lists import DELIVER_REMAINDER
from sales.services import stock
from sales.services.stock import StockedLine
from sales.statuses import DOCUMENT_RANK, DocumentStatus

ZERO = Decimal(0)

_REST = """(CASE WHEN {q} >= 0 THEN GREATEST({q} - {d} - {c}, 0) ELSE LEAST({q} - {d} - {c}, 0) END)"""


def _line_status(delivered: str, invoiced: str, cancelled: str) -> str:
    """Return the status of a line with these quantities, as SQL."""
    rest = _REST.format(q="line.ordered_quantity", d=delivered, c=cancelled)
    return f"""(CASE
        WHEN {delivered} = 0 AND {invoiced} = 0 AND {cancelled} = line.ordered_quantity THEN 'cancelled'
        WHEN {rest} <> 0 THEN 'open'
        WHEN {delivered} <> {invoiced} THEN 'delivered'
        ELSE 'invoiced' END)"""


LINE_REST = _REST.format(q="line.ordered_quantity", d="line.delivered_quantity", c="line.cancelled_quantity")
LINE_STATUS = _line_status("line.delivered_quantity", "line.invoiced_quantity", "line.cancelled_quantity")
ORDER_STATUS = """(CASE
    WHEN count(line.id) = 0 THEN 'open'
    WHEN bool_and(line.status = 'cancelled') THEN 'cancelled'
    WHEN bool_or(line.status = 'open') THEN 'open'
    WHEN bool_or(line.status = 'delivered') THEN 'delivered'
    ELSE 'invoiced' END)"""
_DELIVERED_AFTER = "(line.delivered_quantity + moved.delivered)"
_CANCELLED_BEFORE = "(CASE WHEN moved.reopens THEN 0 ELSE line.cancelled_quantity END)"
_REST_AFTER = _REST.format(q="line.ordered_quantity", d=_DELIVERED_AFTER, c=_CANCELLED_BEFORE)
_CANCELLED_AFTER = f"({_CANCELLED_BEFORE} + CASE WHEN moved.closes THEN {_REST_AFTER} ELSE 0 END)"
_STATUS_AFTER = _line_status(_DELIVERED_AFTER, "(line.invoiced_quantity + moved.invoiced)", _CANCELLED_AFTER)
_DELIVER_NOW_AFTER = f"""(CASE
    WHEN moved.closes THEN 0
    WHEN moved.resets THEN {_REST_AFTER}
    WHEN line.ordered_quantity >= 0 THEN LEAST(line.deliver_now, {_REST_AFTER})
    ELSE GREATEST(line.deliver_now, {_REST_AFTER}) END)"""

_MOVE_LINES = f"""
    UPDATE sales_salesorderline AS line
    SET delivered_quantity = {_DELIVERED_AFTER},
        invoiced_quantity = line.invoiced_quantity + moved.invoiced,
        invoiced_amount = line.invoiced_amount + moved.amount,
        cancelled_quantity = {_CANCELLED_AFTER},
        deliver_now = {_DELIVER_NOW_AFTER},
        status = {_STATUS_AFTER},
        updated_at = now()
    FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[], %s::boolean[], %s::boolean[], %s::boolean[])
        AS moved (id, delivered, invoiced, amount, closes, resets, reopens)
    WHERE line.id = moved.id AND line.legal_entity_id = %s
"""  # noqa: S608

_CANCEL_LINES = f"""
    UPDATE sales_salesorderline AS line
    SET cancelled_quantity = line.cancelled_quantity + moved.quantity,
        deliver_now = CASE WHEN line.ordered_quantity >= 0 THEN LEAST(line.deliver_now, {LINE_REST} - moved.quantity)
                      ELSE GREATEST(line.deliver_now, {LINE_REST} - moved.quantity) END,
        updated_at = now()
    FROM unnest(%s::bigint[], %s::numeric[]) AS moved (id, quantity)
    WHERE line.id = moved.id AND line.legal_entity_id = %s
"""  # noqa: S608

_HAND_OVER = """
    UPDATE sales_salesorderline AS line
    SET ordered_quantity = parts.quantity, cancelled_quantity = parts.quantity, deliver_now = 0, updated_at = now()
    FROM (
        SELECT part.commercial_line_id AS id, sum(part.ordered_quantity) AS quantity FROM sales_salesorderline AS part
        WHERE part.legal_entity_id = %(entity)s AND part.order_id = ANY(%(orders)s) AND part.commercial_line_id IS NOT NULL GROUP BY 1
    ) AS parts
    WHERE line.id = parts.id AND line.legal_entity_id = %(entity)s
"""

_INVOICE_SLIP_LINES = """
    UPDATE sales_packingslipline AS slip
    SET invoiced_quantity = slip.invoiced_quantity + moved.quantity
    FROM unnest(%s::bigint[], %s::numeric[]) AS moved (id, quantity)
    WHERE slip.id = moved.id AND slip.legal_entity_id = %s
"""

_CORRECT_SLIP_LINES = """
    UPDATE sales_packingslipline AS slip
    SET corrected_quantity = slip.corrected_quantity + moved.quantity
    FROM unnest(%s::bigint[], %s::numeric[]) AS moved (id, quantity)
    WHERE slip.id = moved.id AND slip.legal_entity_id = %s
"""

_DERIVE_LINES = f"""
    UPDATE sales_salesorderline AS line
    SET status = derived.status
    FROM (
        SELECT line.id, {LINE_STATUS} AS status
        FROM sales_salesorderline AS line
        WHERE line.legal_entity_id = %(entity)s AND line.order_id = ANY(%(orders)s)
    ) AS derived
    WHERE line.id = derived.id AND line.status <> derived.status
"""  # noqa: S608

_DERIVE_ORDERS = f"""
    UPDATE sales_salesorder AS sales_order
    SET status = derived.status,
        document_status = CASE
            WHEN array_position(%(ranks)s::text[], sales_order.document_status) < array_position(%(ranks)s::text[], %(document)s)
            THEN %(document)s ELSE sales_order.document_status END,
        updated_at = now()
    FROM (
        SELECT known.id, {ORDER_STATUS} AS status
        FROM sales_salesorder AS known
        LEFT JOIN sales_salesorderline AS line ON line.order_id = known.id
        WHERE known.legal_entity_id = %(entity)s AND known.id = ANY(%(orders)s)
        GROUP BY known.id
    ) AS derived
    WHERE sales_order.id = derived.id
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class DeliveryMovement:
    """A quantity of an order line that a packing slip delivers; ``closes`` cancels what stays open after it."""

    order_id: int
    order_line_id: int
    quantity: Decimal
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A quantity of a packing slip line that did not leave after all; ``carried`` of it was delivered in an earlier cycle."""

    order_id: int
    order_line_id: int
    slip_line_id: int
    quantity: Decimal
    carried: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A quantity of an order line that nobody waits for any more; a negative share of it reopens a cancelled remainder."""

    order_id: int
    order_line_id: int
    quantity: Decimal


def deliver(entity: LegalEntity, movements: Sequence[DeliveryMovement]) -> None:
    """Raise delivered quantities by what packing slips took; deliver now becomes the new remainder (scenario S-55)."""
    _update(entity, _MOVE_LINES, [(move.order_line_id, move.quantity, ZERO, ZERO, move.closes, True, False) for move in movements])
    _derive_orders(entity, {move.order_id for move in movements}, DocumentStatus.PACKING_SLIP)
    stock.sync_open(entity, {move.order_line_id for move in movements if move.closes})


def withdraw(entity: LegalEntity, withdrawals: Sequence[Withdrawal]) -> None:
    """Lower delivered quantities by what was taken back of packing slips; what is open of the lines, also in the stock, follows."""
    totals: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for move in withdrawals:
        totals[move.order_line_id] += move.quantity - move.carried
    _update(entity, _CORRECT_SLIP_LINES, [(move.slip_line_id, move.quantity) for move in withdrawals])
    _update(entity, _MOVE_LINES, [(key, -moved, ZERO, ZERO, False, True, False) for key, moved in sorted(totals.items())])
    _derive_orders(entity, {move.order_id for move in withdrawals}, DocumentStatus.NONE)
    stock.sync_open(entity, set(totals))


def invoice(
    entity: LegalEntity, movements: Sequence[InvoiceMovement], stocked: Mapping[int, StockedLine] | None = None
) -> dict[int, Decimal]:
    """Raise invoiced quantities by what invoices took, and return the cost of the goods per order line in accounting currency.

    What no packing slip delivered is delivered by the invoice itself: delivered and invoiced rise together and the stock
    goes straight to Sold (sales.md §7.6). ``close_line`` cancels what stays open. Raises STK-01 when stock is short.
    Lines of subscriptions close the cycle for what is invoiced: it is to be delivered again (sales.md §16.2).
    ``stocked`` are the lines that concern the stock, where the caller has read them under the lock of their orders.
    """
    totals: dict[int, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO, ZERO])
    slips: dict[int, Decimal] = defaultdict(lambda: ZERO)
    reopening = {move.order_line_id for move in movements if move.reopens}
    closing = {move.order_line_id for move in movements if move.close_line} - reopening
    for move in movements:
        total = totals[move.order_line_id]
        if move.slip_line_id is not None:
            slips[move.slip_line_id] += move.quantity
        _add_invoiced(total, move)
    costs = stock.sell(entity, movements, stocked)
    _update(entity, _INVOICE_SLIP_LINES, sorted(slips.items()))
    rows = [(key, *moved, key in closing, key in reopening, key in reopening) for key, moved in sorted(totals.items())]
    _update(entity, _MOVE_LINES, rows)
    _derive_orders(entity, {move.order_id for move in movements}, DocumentStatus.INVOICE)
    stock.sync_open(entity, closing | reopening)
    return costs


def _add_invoiced(total: list[Decimal], move: InvoiceMovement) -> None:
    """Add what an invoice moves of a line: delivered, invoiced and amount; a line that reopens has what was invoiced to deliver again."""
    if not move.reopens:
        total[0] += move.quantity if move.slip_line_id is None else ZERO
        total[1] += move.quantity
        total[2] += move.net_amount
    elif move.slip_line_id is not None:
        total[0] -= move.quantity - move.carried


def cancel(entity: LegalEntity, cancellations: Sequence[Cancellation]) -> None:
    """Move remainders to cancelled; a quantity of the opposite sign reopens what was cancelled."""
    _update(entity, _CANCEL_LINES, [(move.order_line_id, move.quantity) for move in cancellations])
    derive_statuses(entity, {move.order_id for move in cancellations})
    stock.sync_open(entity, {move.order_line_id for move in cancellations})


def hand_over(entity: LegalEntity, order_ids: Collection[int]) -> None:
    """Make the quantity of orders' lines with multiple deliveries that of their delivery lines, which all of it is handed over to.

    Handed over counts as cancelled, so nothing is delivered, reserved, invoiced or totalled twice (sales.md §12.6).
    """
    with connection.cursor() as cursor:
        cursor.execute(_HAND_OVER, {"entity": entity.pk, "orders": list(order_ids)})


def offer_remainders(entity: LegalEntity, line_ids: Collection[int]) -> None:
    """Set deliver now of lines to their deliver remainder."""
    SalesOrderLine.of(entity).filter(pk__in=list(line_ids)).update(deliver_now=DELIVER_REMAINDER)


def derive_statuses(entity: LegalEntity, order_ids: Collection[int], document: str = DocumentStatus.NONE) -> None:
    """Set the statuses of orders and lines from their quantities, and raise the document status to the document just posted."""
    if not order_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_DERIVE_LINES, {"entity": entity.pk, "orders": sorted(order_ids)})
    _derive_orders(entity, order_ids, document)


def _derive_orders(entity: LegalEntity, order_ids: Collection[int], document: str) -> None:
    """Set the statuses of orders whose lines have theirs."""
    if not order_ids:
        return
    parameters: dict[str, Any] = {"entity": entity.pk, "orders": sorted(order_ids), "ranks": list(DOCUMENT_RANK), "document": str(document)}
    with connection.cursor() as cursor:
        cursor.execute(_DERIVE_ORDERS, parameters)


def _update(entity: LegalEntity, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Run one ``UPDATE … FROM unnest(…)`` over all rows."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    if not columns:
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, [*columns, entity.pk])
