"""The only writer of received and cancelled quantities of purchase orders, and of the statuses that follow from them.

Quantities are added in the database; callers hold the locks of the purchase orders. The number of statements is fixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import connection

from foundation.organization.models import LegalEntity

LINE_STATUS = """(CASE
    WHEN line.cancelled_quantity = line.ordered_quantity THEN 'cancelled'
    WHEN line.received_quantity + line.cancelled_quantity < line.ordered_quantity THEN 'open'
    ELSE 'received' END)"""
ORDER_STATUS = """(CASE
    WHEN count(line.id) = 0 THEN 'cancelled'
    WHEN bool_and(line.status = 'cancelled') THEN 'cancelled'
    WHEN bool_or(line.status = 'open') THEN 'open'
    ELSE 'received' END)"""

_ADD = """
    UPDATE purchasing_purchaseorderline AS line
    SET {column} = line.{column} + moved.quantity, updated_at = now()
    FROM unnest(%s::bigint[], %s::numeric[]) AS moved (id, quantity)
    WHERE line.id = moved.id AND line.legal_entity_id = %s
"""
_RECEIVE = _ADD.format(column="received_quantity")
_CANCEL = _ADD.format(column="cancelled_quantity")
_DERIVE_LINES = f"""
    UPDATE purchasing_purchaseorderline AS line SET status = {LINE_STATUS}
    WHERE line.legal_entity_id = %s AND line.order_id = ANY(%s) AND line.status <> {LINE_STATUS}
"""  # noqa: S608
_DERIVE_ORDERS = f"""
    UPDATE purchasing_purchaseorder AS purchase SET status = derived.status, updated_at = now()
    FROM (
        SELECT known.id, {ORDER_STATUS} AS status
        FROM purchasing_purchaseorder AS known
        LEFT JOIN purchasing_purchaseorderline AS line ON line.order_id = known.id
        WHERE known.legal_entity_id = %s AND known.id = ANY(%s)
        GROUP BY known.id
    ) AS derived
    WHERE purchase.id = derived.id
"""  # noqa: S608


def receive(entity: LegalEntity, order_ids: list[int], quantities: Mapping[int, Decimal]) -> None:
    """Raise received quantities by what came in, by line."""
    _move(entity, _RECEIVE, order_ids, quantities)


def cancel(entity: LegalEntity, order_ids: list[int], quantities: Mapping[int, Decimal]) -> None:
    """Raise cancelled quantities by what nobody waits for any more, by line."""
    _move(entity, _CANCEL, order_ids, quantities)


def derive(entity: LegalEntity, order_ids: list[int]) -> None:
    """Set the statuses of purchase orders and of their lines from the quantities."""
    with connection.cursor() as cursor:
        cursor.execute(_DERIVE_LINES, [entity.pk, order_ids])
        cursor.execute(_DERIVE_ORDERS, [entity.pk, order_ids])


def _move(entity: LegalEntity, statement: str, order_ids: list[int], quantities: Mapping[int, Decimal]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(quantities), list(quantities.values()), entity.pk])
    derive(entity, order_ids)
