"""What of order lines lies in the stock in which state, as expressions over the lines (sales.md §20, lists L10 and L11)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from foundation.database.matching import in_scope
from foundation.fields import QuantityField
from foundation.inventory.models import InventoryTransaction, OnHand, StockStatus

ORIGIN = "sales.salesorderline"
OUTER_LINES = "an outer query names the order lines"


def quantity_in(*statuses: str) -> Coalesce:
    """Return what of a line is in some statuses of issues, in inventory units."""
    parts = in_scope(InventoryTransaction.unscoped(OUTER_LINES)).filter(origin=ORIGIN, origin_id=OuterRef("pk"), status__in=statuses)
    total = parts.order_by().values("origin_id").annotate(value=-Sum("quantity")).values("value")
    return Coalesce(Subquery(total, output_field=QuantityField()), Value(Decimal(0)), output_field=QuantityField())


def in_line_unit(quantity: Any) -> Any:
    """Return a quantity of inventory units in the unit of the line."""
    return quantity / F("inventory_factor")


def free_stock() -> Coalesce:
    """Return what lies free of a line's item in its warehouse, in inventory units; never below zero."""
    rows = in_scope(OnHand.unscoped(OUTER_LINES)).filter(item=OuterRef("item"), warehouse=OuterRef("warehouse")).order_by()
    physical = F("posted") + F("received") + F("registered") - F("deducted") - F("picked")
    free = rows.annotate(free=Greatest(physical - F("reserved_physical"), Value(Decimal(0)))).values("free")[:1]
    return Coalesce(Subquery(free, output_field=QuantityField()), Value(Decimal(0)), output_field=QuantityField())


ENOUGH = Q(item__stocked=False) | Q(item__negative_stock=True) | Q(lacking__lte=0)
"""The condition that what is open of a line can leave: ``lacking`` is ``lacking_stock``."""


def lacking_stock() -> Any:
    """Return what is open of a line (``deliver_rest``) beyond what is held for it or lies free, in inventory units."""
    held = quantity_in(StockStatus.RESERVED_PHYSICAL, StockStatus.PICKED)
    return F("deliver_rest") * F("inventory_factor") - held - free_stock()
