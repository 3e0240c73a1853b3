"""The models of the inventory room."""

from foundation.inventory.models.item import DIMENSIONS, DeliveryDateControl, Item, ItemDiscountGroup, ItemGroup, SalesCategory, active_flag
from foundation.inventory.models.on_hand import OnHand
from foundation.inventory.models.transaction import InventoryTransaction, StockDirection, StockStatus
from foundation.inventory.models.unit import Unit, UnitConversion
from foundation.inventory.models.warehouse import Site, Warehouse

__all__ = [
    "DIMENSIONS",
    "DeliveryDateControl",
    "InventoryTransaction",
    "Item",
    "ItemDiscountGroup",
    "ItemGroup",
    "OnHand",
    "SalesCategory",
    "Site",
    "StockDirection",
    "StockStatus",
    "Unit",
    "UnitConversion",
    "Warehouse",
    "active_flag",
]
