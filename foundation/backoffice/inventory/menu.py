"""What the inventory adds to the shell: its pages, and finding items."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.imports.kinds import ImportKind, register_import
from foundation.backoffice.inventory.items import STOCK, VIEW
from foundation.backoffice.inventory.lookups import CategoryLookup, ItemLookup, ItemPalette, SoldItemLookup, UnitLookup, WarehouseLookup
from foundation.backoffice.registry import register_lookup, register_menu, register_palette
from foundation.inventory.services.import_items import ItemImporter


def register() -> None:
    """Put the inventory's pages into the menu, and let items be found."""
    register_menu("prices", _("Items"), "inventory:items", VIEW, icon="package", order=10)
    register_menu("deliver", _("On-hand"), "inventory:on-hand", STOCK, icon="building-warehouse", order=60)
    register_menu("deliver", _("Stock transactions"), "inventory:transactions", STOCK, icon="exchange", order=61)
    register_menu("set_up_stock", _("Units"), "inventory:units", VIEW, icon="scale", order=500)
    register_menu("set_up_stock", _("Sites"), "inventory:sites", VIEW, icon="building", order=501)
    register_menu("set_up_stock", _("Warehouses"), "inventory:warehouses", VIEW, icon="building-warehouse", order=502)
    register_menu("set_up_stock", _("Item groups"), "inventory:item-groups", VIEW, icon="tag", order=503)
    register_menu("set_up_stock", _("Item discount groups"), "inventory:discount-groups", VIEW, icon="percentage", order=504)
    register_menu("set_up_stock", _("Sales categories"), "inventory:categories", VIEW, icon="list-details", order=505)
    for lookup in (ItemLookup(), SoldItemLookup(), UnitLookup(), WarehouseLookup(), CategoryLookup()):
        register_lookup(lookup)
    register_palette(ItemPalette())
    register_import(
        ImportKind(
            "inventory.item",
            _("Items"),
            "inventory.import_item",
            "inventory:items",
            lambda access: ItemImporter(access.legal_entity, access.user),
        )
    )
