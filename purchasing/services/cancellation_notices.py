"""What becomes of purchase orders when the sales remainder that they were for is cancelled (sales.md §12.5)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity
from purchasing.errors import CancelledAlong, StaysOpen
from purchasing.models import PurchaseOrderLine


def notices_of(entity: LegalEntity, quantities: Mapping[int, Decimal]) -> list[BusinessRuleError]:
    """Return which purchase orders are cancelled along with quantities of sales lines (PUR-11), and which stay open (PUR-12); one query."""
    lines = PurchaseOrderLine.of(entity).open().of_sales_lines(quantities).select_related("sales_line__order", "order__vendor", "unit")
    return [_told(line, quantities[line.sales_line_id]) for line in lines if line.sales_line_id is not None]


def _told(line: PurchaseOrderLine, cancelled: Decimal) -> BusinessRuleError:
    kind, quantity = (CancelledAlong, min(cancelled, line.remainder)) if line.direct_delivery else (StaysOpen, line.remainder)
    sales = line.sales_line
    assert sales is not None, "lines of sales lines are asked for"
    return kind(p=line.order, v=line.order.vendor.name, q=f"{quantity.normalize():f}", u=line.unit, l=sales.line_number, o=sales.order)
