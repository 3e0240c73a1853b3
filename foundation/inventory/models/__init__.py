"""The models of the inventory room."""

from foundation.inventory.models.item import DeliveryDateControl, Item, ItemDiscountGroup, ItemGroup, SalesCategory
from foundation.inventory.models.on_hand import OnHand
from foundation.inventory.models.transaction import InventoryTransaction, StockDirection, StockStatus
from foundation.inventory.models.unit import Unit, UnitConversion
from foundation.inventory.models.warehouse import Site, Warehouse

__all__ = [
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
]
