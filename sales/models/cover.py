"""What stands ready for order lines and what comes next for them, as subqueries for lists of lines (sales.md §20, L7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import F, Min, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from foundation.database.matching import in_scope
from foundation.fields import QuantityField
from foundation.inventory.models import InventoryTransaction, StockStatus

OUTER_LINES = "an outer query names the order lines"
ORIGIN = "sales.salesorderline"
READY = (StockStatus.RESERVED_PHYSICAL, StockStatus.PICKED)


def reserved_of_lines() -> Any:
    """Return what is reserved or picked for a line, in the item's inventory unit."""
    rows = in_scope(InventoryTransaction.unscoped(OUTER_LINES)).filter(origin=ORIGIN, origin_id=OuterRef("pk"), status__in=READY)
    total = rows.order_by().values("origin_id").annotate(total=-Sum("quantity")).values("total")
    return Coalesce(Subquery(total, output_field=QuantityField()), Value(Decimal(0)), output_field=QuantityField())


def cover_date_of_lines() -> Any:
    """Return the day of the first expected receipt of a line's item in its warehouse."""
    rows = in_scope(InventoryTransaction.unscoped(OUTER_LINES)).filter(
        item=OuterRef("item"), warehouse=OuterRef("warehouse"), status=StockStatus.ORDERED
    )
    first = rows.exclude(origin=ORIGIN).order_by().values("item").annotate(first=Min(F("expected_date"))).values("first")
    return Subquery(first)
