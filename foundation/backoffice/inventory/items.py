"""Items: list, page and form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Action, Field, Section
from foundation.backoffice.forms import EntityModelForm
from foundation.backoffice.inventory.dimensions import LABELS, dimension_labels, variant_table
from foundation.backoffice.inventory.filters import ItemFilter
from foundation.backoffice.inventory.tables import ItemStockTable, ItemTable, ItemTransactionTable
from foundation.backoffice.lists import ListTable, Search, Tab
from foundation.backoffice.records import find_locked, rows_of
from foundation.backoffice.views import DocumentPage, EntityFormView, ListPage
from foundation.errors import Text
from foundation.inventory.item_records import DIMENSION_FLAGS
from foundation.inventory.models import DIMENSIONS, InventoryTransaction, Item, OnHand
from foundation.inventory.services.save_items import save_item
from foundation.organization.access import Access

VIEW, CHANGE, STOCK, COST = "inventory.view_item", "inventory.change_item", "inventory.view_stock", "sales.view_cost"
COST_FIELDS = ("base_cost", "cost_method")


class ItemList(ListPage):
    """All items."""

    permission_required = export_permission = VIEW
    title = _("Items")
    model, rows = Item, "for_list"
    table_class = ItemTable
    filterset_class = ItemFilter
    search = Search(rows="matching")
    tabs = (
        Tab("all", _("All")),
        Tab("sold", _("Sold"), rows="sellable"),
        Tab("stocked", _("Stocked"), rows="stocked_ones"),
        Tab("services", _("Services"), rows="services"),
        Tab("masters", _("Masters"), rows="masters"),
        Tab("stopped", _("Stopped"), rows="stopped_ones"),
    )
    order_by = "number"
    create_page, create_permission = "inventory:item-new", CHANGE
    empty_text = _("Items are what orders are made of: goods that are counted, and services.")

    def row_tone(self, record: Any) -> str:
        """Mark what is not sold any more."""
        return "muted" if record.stopped or not record.is_active else ""


def in_variants(item: Item, _access: Access) -> Text:
    """Return why something is not done with a master."""
    return _("Stock is kept per variant.") if item.is_master else ""


def not_in_variants(item: Item, _access: Access) -> Text:
    """Return why an item has no variants."""
    return "" if item.is_master else _("The item has no dimensions, in which variants could differ.")


class ItemPage(DocumentPage):
    """One item with its stock."""

    permission_required = VIEW
    model, rows, title = Item, "for_display", _("Item")
    list_page = "inventory:items"
    edit_page, edit_permission = "inventory:item-edit", CHANGE
    actions = (
        Action("adjust", _("Adjust stock"), "inventory:item-adjust", "inventory.adjust_stock", icon="adjustments", blocked=in_variants),
        Action("variants", _("Variants"), "inventory:item-variants", CHANGE, icon="versions", blocked=not_in_variants),
    )

    @property
    def status(self) -> tuple[str, str]:
        """Return whether the item is sold."""
        sold = self.object.is_active and not self.object.stopped
        return (str(_("Sold")), "green") if sold else (str(_("Stopped")), "grey")

    def party(self, document: Item) -> tuple[str, str]:
        """Return the name."""
        return document.name, ""

    def sections(self, document: Item) -> list[Section]:
        """Return what the item is, what it costs, and how it is sold."""
        variants = [self._variant(document)] if document.is_master or document.master_id else []
        return [self._general(document), *variants, self._price(document), self._delivery(document)]

    def _variant(self, item: Item) -> Section:
        """Return in what a master comes, or which variant of which master it is."""
        if item.master is None:
            return Section(_("Variants"), [Field(_("Dimensions"), ", ".join(dimension_labels(item)))])
        values = [Field(label, getattr(item, name)) for name, label in LABELS.items() if getattr(item, name)]
        return Section(_("Variant"), [Field(_("Master"), item.master, url=self.url("inventory:item", pk=item.master_id)), *values])

    def _general(self, item: Item) -> Section:
        return Section(
            _("General"),
            [
                Field(_("Item type"), item.get_kind_display()),
                Field(_("Item group"), item.group),
                Field(_("Sales category"), item.category),
                Field(_("Bar code"), item.barcode),
                Field(_("Sales unit"), item.sales_unit),
                Field(_("Inventory unit"), item.inventory_unit),
                Field(_("Item sales tax group"), item.item_sales_tax_group),
                Field(_("Description"), item.description, wide=True),
            ],
        )

    def _price(self, item: Item) -> Section:
        fields = [
            Field(_("Base price"), item.base_price, currency=str(item.price_currency_id)),
            Field(_("Price unit"), item.price_unit),
            Field(_("Line discount group"), item.line_discount_group),
            Field(_("Multiline discount group"), item.multiline_discount_group),
            Field(_("Charge group"), item.charge_group),
        ]
        if self.may(COST):
            fields += [
                Field(_("Base cost"), item.base_cost, currency=str(self.entity.currency_id)),
                Field(_("Cost method"), item.get_cost_method_display()),
            ]
        return Section(_("Price"), fields)

    def _delivery(self, item: Item) -> Section:
        return Section(
            _("Delivery"),
            [
                Field(_("Stocked"), item.stocked),
                Field(_("Default warehouse"), item.default_warehouse),
                Field(_("Minimum quantity"), item.minimum_quantity or None),
                Field(_("Maximum quantity"), item.maximum_quantity or None),
                Field(_("Multiple"), item.multiple_quantity or None),
                Field(_("Over-delivery"), f"{item.overdelivery_percent.normalize():f} %"),
                Field(_("Under-delivery"), f"{item.underdelivery_percent.normalize():f} %"),
                Field(_("Sales lead time"), item.sales_lead_time),
                Field(_("Delivery date control"), item.get_delivery_date_control_display()),
                Field(_("Issue margin in days"), item.issue_margin or None),
            ],
        )

    def tables(self, document: Item) -> list[tuple[Text, type[ListTable], Iterable[Any]]]:
        """Return the variants of a master, and stock and the latest transactions for those who may see stock."""
        if not document.is_master:
            return self._stock(document) if self.may(STOCK) else []
        variants = (_("Variants"), variant_table(document), Item.of(self.entity).for_list().variants_of(document))
        return [variants, (_("On-hand"), ItemStockTable, OnHand.of(self.entity).of_master(document))] if self.may(STOCK) else [variants]

    def _stock(self, item: Item) -> list[tuple[Text, type[ListTable], Iterable[Any]]]:
        return [
            (_("On-hand"), ItemStockTable, OnHand.of(self.entity).of_item(item)),
            (_("Latest stock transactions"), ItemTransactionTable, InventoryTransaction.of(self.entity).latest_of(item)),
        ]


PROMISES = ("delivery_date_control", "issue_margin")
RULES = ("picking_required", "packing_slip_required", "negative_stock", "quarantine_management", "stopped", "is_active")


class ItemForm(EntityModelForm):
    """What people enter of an item; cost only for those who may see it."""

    class Meta:
        model = Item
        fields = [
            *("number", "name", "names", "description", "barcode", "kind", "stocked", "group", "category"),
            *("sales_unit", "inventory_unit", "base_price", "price_unit", "price_currency", "base_cost", "cost_method"),
            *("item_sales_tax_group", "line_discount_group", "multiline_discount_group", "charge_group", "total_discount"),
            *("standard_quantity", "multiple_quantity", "minimum_quantity", "maximum_quantity"),
            *("overdelivery_percent", "underdelivery_percent", "sales_lead_time", "default_warehouse"),
            *("delivery_date_control", "issue_margin"),
            *RULES,
            *("net_weight", "volume"),
            *DIMENSION_FLAGS,
            *DIMENSIONS,
        ]

    sections = [
        (_("General"), ["number", "name", "names", "barcode", "kind", "group", "category", "description"]),
        (_("Price"), ["base_price", "price_unit", "price_currency", "item_sales_tax_group", "base_cost", "cost_method"]),
        (_("Agreements"), ["line_discount_group", "multiline_discount_group", "charge_group", "total_discount"]),
        (_("Units and quantities"), ["sales_unit", "inventory_unit", *("standard_quantity", "multiple_quantity")]),
        (_("Limits"), ["minimum_quantity", "maximum_quantity", "overdelivery_percent", "underdelivery_percent"]),
        (_("Delivery"), ["stocked", "default_warehouse", "sales_lead_time", *PROMISES, "net_weight", "volume"]),
        (_("Rules"), [*RULES]),
        (_("Variants"), [*DIMENSION_FLAGS, *DIMENSIONS]),
    ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["inventory_unit"].required = False
        for name in self._dimensions_of_others():
            del self.fields[name]
        if self.access is None or not self.access.may(COST):
            for name in COST_FIELDS:
                del self.fields[name]

    def _dimensions_of_others(self) -> list[str]:
        """Return the fields that do not concern the item: values unless it is a variant, dimensions when it is one."""
        master = self.instance.master
        if master is None:
            return list(DIMENSIONS)
        return [*DIMENSION_FLAGS, *(name for name in DIMENSIONS if name not in master.dimensions)]

    def values(self) -> dict[str, Any]:
        """Return what was entered, names by language: all of a new item, what changed of a known one."""
        changed = self.changed_data if self.instance.pk else list(self.fields)
        values = {name: self.cleaned_data[name] for name in changed if name != "names"}
        if "names" in changed:
            known = {f"name_{code}": "" for code in self.initial.get("names") or {}}
            values |= known | {f"name_{code}": text for code, text in self.cleaned_data["names"].items()}
        return values


class ItemEdit(EntityFormView):
    """Make or change an item."""

    permission_required = permission_to_change = CHANGE
    model, form_class, title = Item, ItemForm, _("Item")
    success_page, cancel_page = "inventory:item", "inventory:items"

    def get_initial(self) -> dict[str, Any]:
        """Offer the currency of the legal entity."""
        return {} if self.pk else {"price_currency": self.entity.currency_id} | super().get_initial()

    def perform(self, form: ItemForm) -> Item:
        """Save by the rules of items."""
        stored = find_locked(rows_of(Item, self.entity), self.pk) if self.pk else None
        return save_item(self.entity, stored, form.values(), user=self.request.user)
