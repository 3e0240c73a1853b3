"""Columns of items, stock and stock transactions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import (
    AmountColumn,
    BooleanColumn,
    DateColumn,
    LinkColumn,
    ListTable,
    PriceColumn,
    QuantityColumn,
    StatusColumn,
    TextColumn,
)

STATUS_TONES = {
    "on_order": "blue",
    "reserved_ordered": "blue",
    "reserved_physical": "blue",
    "picked": "amber",
    "deducted": "amber",
    "sold": "green",
    "ordered": "blue",
    "registered": "amber",
    "received": "amber",
    "purchased": "green",
}


class ItemTable(ListTable):
    """Items with price and stock."""

    number = LinkColumn(_("Item"), page="inventory:item")
    name = TextColumn(_("Name"))
    master = LinkColumn(_("Master"), accessor="master.number", page="inventory:item", target="master_id", hidden=True)
    variant = TextColumn(_("Variant"), sortable=False, hidden=True)
    is_master = BooleanColumn(_("Comes in variants"), hidden=True)
    group = TextColumn(_("Item group"), accessor="group.code")
    category = TextColumn(_("Sales category"), accessor="category.name", hidden=True)
    kind = TextColumn(_("Item type"))
    barcode = TextColumn(_("Bar code"), hidden=True)
    base_price = PriceColumn(_("Base price"))
    price_currency = TextColumn(_("Currency"), accessor="price_currency_id")
    sales_unit = TextColumn(_("Unit"), accessor="sales_unit.code")
    available = QuantityColumn(_("Available"))
    inventory_unit = TextColumn(_("Inventory unit"), accessor="inventory_unit.code", hidden=True)
    stopped = BooleanColumn(_("Stopped for sales"))
    is_active = BooleanColumn(_("Active"), hidden=True)


class VariantTable(ListTable):
    """The variants of a master."""

    number = LinkColumn(_("Item"), page="inventory:item")
    name = TextColumn(_("Name"))
    configuration = TextColumn(_("Configuration"))
    size = TextColumn(_("Size"))
    colour = TextColumn(_("Colour"))
    style = TextColumn(_("Style"))
    barcode = TextColumn(_("Bar code"))
    base_price = PriceColumn(_("Base price"))
    available = QuantityColumn(_("Available"))
    stopped = BooleanColumn(_("Stopped for sales"))


class OnHandTable(ListTable):
    """Stock per item and warehouse."""

    item = LinkColumn(_("Item"), accessor="item.number", page="inventory:item", target="item_id")
    name = TextColumn(_("Name"), accessor="item.name")
    master = TextColumn(_("Master"), accessor="item.master.number", hidden=True)
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code")
    physical_quantity = QuantityColumn(_("Physical"))
    reserved_physical = QuantityColumn(_("Reserved"))
    available_quantity = QuantityColumn(_("Available"))
    on_order = QuantityColumn(_("On order"))
    ordered = QuantityColumn(_("Incoming"))
    total_quantity = QuantityColumn(_("Total available"))
    unit = TextColumn(_("Unit"), accessor="item.inventory_unit.code")
    picked = QuantityColumn(_("Picked"), hidden=True)
    deducted = QuantityColumn(_("Delivered, not invoiced"), hidden=True)


class ItemStockTable(ListTable):
    """The stock of one item, warehouse by warehouse."""

    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code")
    name = TextColumn(_("Name"), accessor="warehouse.name")
    physical_quantity = QuantityColumn(_("Physical"))
    reserved_physical = QuantityColumn(_("Reserved"))
    available_quantity = QuantityColumn(_("Available"))
    on_order = QuantityColumn(_("On order"))
    ordered = QuantityColumn(_("Incoming"))
    total_quantity = QuantityColumn(_("Total available"))


class StockTransactionTable(ListTable):
    """What is expected, moved and invoiced, line by line."""

    item = LinkColumn(_("Item"), accessor="item.number", page="inventory:item", target="item_id")
    name = TextColumn(_("Name"), accessor="item.name", hidden=True)
    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code")
    status = StatusColumn(_("Status"), tones=STATUS_TONES)
    quantity = QuantityColumn(_("Quantity"))
    unit = TextColumn(_("Unit"), accessor="item.inventory_unit.code")
    origin_number = TextColumn(_("Document"))
    packing_slip = TextColumn(_("Packing slip"))
    invoice = TextColumn(_("Invoice"))
    expected_date = DateColumn(_("Expected"))
    physical_date = DateColumn(_("Physical"))
    financial_date = DateColumn(_("Financial"))


class CostedTransactionTable(StockTransactionTable):
    """The same with the cost, for those who may see it."""

    physical_cost = AmountColumn(_("Physical cost"), hidden=True, total=True)
    financial_cost = AmountColumn(_("Financial cost"), total=True)


class ItemTransactionTable(ListTable):
    """The latest transactions of one item."""

    warehouse = TextColumn(_("Warehouse"), accessor="warehouse.code")
    status = StatusColumn(_("Status"), tones=STATUS_TONES)
    quantity = QuantityColumn(_("Quantity"))
    origin_number = TextColumn(_("Document"))
    packing_slip = TextColumn(_("Packing slip"))
    invoice = TextColumn(_("Invoice"))
    expected_date = DateColumn(_("Expected"), hidden=True)
    physical_date = DateColumn(_("Physical"))
