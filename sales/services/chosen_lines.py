"""What a posting takes when people chose lines and not orders: these lines, and nothing else of their orders (sales.md §20)."""

from __future__ import annotations

from collections.abc import Collection

from foundation.organization.models import LegalEntity
from sales.models import SalesOrderLine


def orders_and_other_lines(entity: LegalEntity, line_ids: Collection[int]) -> tuple[list[int], list[int]]:
    """Return the keys of the lines' orders, and of what else of these orders is open: two statements for any number of lines."""
    lines = SalesOrderLine.of(entity)
    orders = sorted(set(lines.filter(pk__in=line_ids).values_list("order_id", flat=True)))
    others = lines.to_deliver().filter(order__in=orders).exclude(pk__in=line_ids)
    return orders, list(others.values_list("pk", flat=True))
