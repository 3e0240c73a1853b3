"""How items, units and warehouses are found while typing."""

from __future__ import annotations

from typing import Any

from foundation.backoffice.lookups import Lookup
from foundation.inventory.models import Item, Unit, Warehouse
from foundation.organization.models import LegalEntity

VIEW = "inventory.view_item"


class ItemLookup(Lookup):
    """Items by number, bar code or words of the name; while typing only those that may be sold are offered."""

    name = "inventory.item"
    model = Item
    permission = VIEW
    key = "number"

    def rows(self, entity: LegalEntity) -> Any:
        """Return every item of the legal entity."""
        return Item.of(entity).select_related("sales_unit")

    def search(self, entity: LegalEntity, term: str) -> Any:
        """Return the sellable items that match what was typed; all of them before anything is."""
        rows = self.rows(entity).sellable()
        return (rows.matching(term) if term.strip() else rows).order_by("number")

    def columns(self, record: Any) -> tuple[str, ...]:
        """Return number, name and sales unit."""
        return record.number, record.name, record.sales_unit.code

    def label(self, record: Any) -> str:
        """Return the name."""
        return str(record.name)


class UnitLookup(Lookup):
    """Units by code."""

    name = "inventory.unit-code"
    model = Unit
    permission = VIEW
    key = "code"

    def columns(self, record: Any) -> tuple[str, ...]:
        """Return the code and the name."""
        return record.code, record.names.get("en", "")

    def label(self, record: Any) -> str:
        """Return nothing: the code says it all."""
        return ""


class WarehouseLookup(Lookup):
    """Active warehouses by code."""

    name = "inventory.warehouse-code"
    model = Warehouse
    permission = VIEW
    key = "code"

    def search(self, entity: LegalEntity, term: str) -> Any:
        """Return active warehouses whose code or name begins with what was typed."""
        return self.rows(entity).filter(is_active=True, code__istartswith=term).order_by("code")

    def columns(self, record: Any) -> tuple[str, ...]:
        """Return code and name."""
        return record.code, record.name
