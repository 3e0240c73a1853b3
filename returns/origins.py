"""What lines of returns credit: the invoice lines that sold the goods, and why these come back (invoicing.md 9.7)."""

from __future__ import annotations

from collections.abc import Collection

from foundation.organization.models import LegalEntity
from invoicing.originals import Credited
from returns.models import ReturnLine


def origins_of(entity: LegalEntity, order_lines: Collection[int]) -> dict[int, Credited]:
    """Return what sold the goods of order lines, and the reason of the return in the customer's language; others are left out."""
    known = ReturnLine.of(entity).filter(order_line__in=order_lines, origin_invoice_line__isnull=False)
    found = {}
    for line in known.select_related("return_order__reason", "order_line__order"):
        reason = line.return_order.reason
        words = reason.name_in(line.order_line.order.language) if reason else ""
        found[line.order_line_id] = Credited(line.origin_invoice_line_id or 0, words)
    return found
