"""How items, units and warehouses are found while typing, in forms and in the palette."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import get_language
from django.utils.translation import gettext as _told
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.formats import format_quantity
from foundation.backoffice.lookups import LONGEST_KEY, Lookup
from foundation.backoffice.registry import PaletteItem
from foundation.errors import Text
from foundation.inventory.models import Item, SalesCategory, Unit, Warehouse
from foundation.organization.access import Access
from foundation.organization.models import LegalEntity

VIEW = "inventory.view_item"
SHOWN_IN_PALETTE = 6


class ItemLookup(Lookup):
    """Items by number, bar code or name; while typing only those that are sold are offered."""

    name = "inventory.item"
    model = Item
    permission = VIEW
    key = "number"
    create_page, create_permission = "inventory:item-new", "inventory.change_item"

    def rows(self, entity: LegalEntity) -> Any:
        """Return every item of the legal entity."""
        return Item.of(entity).for_lookup()

    def search(self, entity: LegalEntity, term: str) -> Any:
        """Return items that match what was typed; all of them before anything is."""
        sellable = self.rows(entity).sellable()
        return sellable.matching(term) if term.strip() else sellable.order_by("number")

    def by_key(self, entity: LegalEntity, key: str) -> Any:
        """Return the item with a number, else the only one with a bar code; raises ObjectDoesNotExist."""
        try:
            return super().by_key(entity, key)
        except ObjectDoesNotExist:
            coded = list(self.rows(entity).filter(barcode=key[:LONGEST_KEY].replace("\x00", ""))[:2])
            if len(coded) != 1:
                raise
            return coded[0]

    def columns(self, record: Any) -> tuple[str, ...]:
        """Return number, name and unit."""
        return record.number, record.name_in((get_language() or "en")[:2]), record.sales_unit.code

    def label(self, record: Any) -> str:
        """Return the name."""
        return str(record.name)


class SoldItemLookup(ItemLookup):
    """Items for document lines, with what is available of them for those who may see stock; a master leads on to its variants."""

    name = "inventory.sold-item"

    def seen_by(self, access: Access) -> Lookup:
        """Leave out what is available for those who may not see stock: whoever enters lines finds items all the same."""
        return self if access.may("inventory.view_stock") else SoldItemWithoutStock()

    def search(self, entity: LegalEntity, term: str) -> Any:
        """Return the items that match; once the number of a master is typed, its variants without it."""
        rows = super().search(entity, term).with_available()
        return rows.exclude(is_master=True, number__iexact=term.strip())

    def columns(self, record: Any) -> tuple[str, ...]:
        """Return number, name, and what is available in which unit; of a master that it comes in variants."""
        number, name, unit = super().columns(record)
        if record.is_master:
            return number, name, _told("in variants …")
        shown = f"{format_quantity(record.available or Decimal(0))} {record.inventory_unit.code}" if record.stocked else unit
        return number, name, shown

    def leads_on(self, record: Any) -> bool:
        """Tell whether a hit is a master."""
        return bool(record.is_master)


class SoldItemWithoutStock(SoldItemLookup):
    """Items for document lines, with their sales unit."""

    def search(self, entity: LegalEntity, term: str) -> Any:
        """Return the items that match, as with stock, without reading any."""
        return ItemLookup.search(self, entity, term).exclude(is_master=True, number__iexact=term.strip())

    def columns(self, record: Any) -> tuple[str, ...]:
        """Return number, name and unit; of a master that it comes in variants."""
        number, name, unit = ItemLookup.columns(self, record)
        return number, name, _told("in variants …") if record.is_master else unit


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

    def label(self, record: Any) -> str:
        """Return nothing: the code says it all."""
        return ""


class CategoryLookup(Lookup):
    """Sales categories by code."""

    name = "inventory.category-code"
    model = SalesCategory
    permission = VIEW
    key = "code"

    def columns(self, record: Any) -> tuple[str, ...]:
        """Return code and name."""
        return record.code, record.name

    def label(self, record: Any) -> str:
        """Return the name."""
        return str(record.name)


class ItemPalette:
    """Finds items by number, bar code or name."""

    label: Text = _("Items")
    permission = VIEW

    def search(self, access: Access, term: str) -> Iterable[PaletteItem]:
        """Return a handful of hits."""
        for item in Item.of(access.legal_entity).matching(term)[:SHOWN_IN_PALETTE]:
            url = entity_url(access.legal_entity, "inventory:item", pk=item.pk)
            yield PaletteItem(f"{item.number} {item.name}", url, str(item.get_kind_display()), "package")
