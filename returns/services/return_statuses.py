"""The only writer of the statuses that follow from return lines: how far a return is as a whole (sales.md §14.11)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from foundation.organization.models import LegalEntity

_DERIVE = """
    UPDATE returns_returnorder AS returned
    SET status = derived.status, updated_at = now()
    FROM (
        SELECT line.return_order_id, CASE
            WHEN bool_and(line.status = 'cancelled') THEN 'cancelled'
            WHEN bool_and(line.status IN ('invoiced', 'cancelled')) AND bool_or(line.status = 'invoiced') THEN 'closed'
            WHEN bool_or(line.status NOT IN ('awaiting', 'cancelled')) THEN 'open'
            ELSE 'created' END AS status
        FROM returns_returnline AS line
        JOIN returns_returnorder AS known ON known.id = line.return_order_id
        WHERE line.legal_entity_id = %(entity)s AND known.order_id = ANY(%(orders)s)
        GROUP BY line.return_order_id
    ) AS derived
    WHERE returned.id = derived.return_order_id AND returned.status <> derived.status AND returned.status <> 'cancelled'
"""

_INVOICED = """
    UPDATE returns_returnline AS returned
    SET status = 'invoiced'
    FROM sales_salesorderline AS line
    WHERE returned.legal_entity_id = %(entity)s AND line.id = returned.order_line_id AND line.order_id = ANY(%(orders)s)
      AND line.status = 'invoiced' AND returned.status <> 'invoiced'
"""


def derive_return_statuses(entity: LegalEntity, order_ids: Collection[int]) -> None:
    """Set the status of the returns of some sales orders from their lines, Cancelled when none is left; Cancelled stays."""
    _run(_DERIVE, entity, order_ids)


def close_invoiced_lines(entity: LegalEntity, order_ids: Collection[int]) -> None:
    """Set the return lines whose order line is invoiced to Invoiced, and the status of their returns."""
    _run(_INVOICED, entity, order_ids)
    derive_return_statuses(entity, order_ids)


def _run(statement: str, entity: LegalEntity, order_ids: Collection[int]) -> None:
    if order_ids:
        with connection.cursor() as cursor:
            cursor.execute(statement, {"entity": entity.pk, "orders": sorted(order_ids)})
