"""What backorders keep, and how they look at order lines, stock and purchase lines."""

from backorders.models.backorder import Backorder
from backorders.models.item_backorder import ItemBackorder
from backorders.models.mark import BackorderMark
from backorders.models.notice import CustomerNotice, CustomerNoticeLine
from backorders.models.supply import SupplyBackorder
from backorders.models.transaction import BackorderTransaction, SupplyTransaction

__all__ = [
    "Backorder",
    "BackorderMark",
    "BackorderTransaction",
    "CustomerNotice",
    "CustomerNoticeLine",
    "ItemBackorder",
    "SupplyBackorder",
    "SupplyTransaction",
]
