"""The set-up of the inventory: sites, warehouses, groups and categories of items."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm
from foundation.backoffice.inventory.items import CHANGE, VIEW
from foundation.backoffice.lists import BooleanColumn, LinkColumn, ListTable, Search, TextColumn
from foundation.backoffice.views import ListPage, RecordDeleteView, RecordFormView
from foundation.inventory.models import ItemDiscountGroup, ItemGroup, SalesCategory, Site, Warehouse


class InventorySetUpList(ListPage):
    """What lists of the set-up share."""

    permission_required = export_permission = VIEW
    search = Search(prefix=("code",), contains=("name",))
    order_by = "code"
    create_permission = CHANGE


class InventorySetUpForm(RecordFormView):
    """What forms of the set-up share."""

    permission_required, permission_to_change = VIEW, CHANGE


class InventorySetUpDelete(RecordDeleteView):
    """What deleting in the set-up shares."""

    permission_required = CHANGE


class SiteTable(ListTable):
    """Places of business."""

    code = LinkColumn(_("Code"), page="inventory:site-edit")
    name = TextColumn(_("Name"))
    time_zone = TextColumn(_("Time zone"))


class SiteForm(EntityModelForm):
    """A place of business."""

    class Meta:
        model = Site
        fields = ["code", "name", "time_zone"]


class SiteList(InventorySetUpList):
    """All sites."""

    model, table_class, title = Site, SiteTable, _("Sites")
    create_page = "inventory:site-new"
    empty_text = _("A site is a place of business; its warehouses hold the stock.")


class SiteEdit(InventorySetUpForm):
    """Make or change a site."""

    model, form_class, title = Site, SiteForm, _("Site")
    success_page = cancel_page = "inventory:sites"
    delete_page = "inventory:site-delete"


class SiteDelete(InventorySetUpDelete):
    """Delete a site."""

    model, title = Site, _("Delete site")
    list_page, document_page = "inventory:sites", "inventory:site-edit"


class WarehouseTable(ListTable):
    """Where stock lies."""

    code = LinkColumn(_("Code"), page="inventory:warehouse-edit")
    name = TextColumn(_("Name"))
    site = TextColumn(_("Site"), accessor="site.code")
    quarantine_warehouse = TextColumn(_("Its quarantine warehouse"), accessor="quarantine_warehouse.code", hidden=True)
    is_quarantine = BooleanColumn(_("Quarantine warehouse"), hidden=True)
    is_active = BooleanColumn(_("Active"))


class WarehouseForm(EntityModelForm):
    """Where stock lies."""

    class Meta:
        model = Warehouse
        fields = ["code", "name", "site", "is_quarantine", "quarantine_warehouse", "advanced_processes", "is_active"]


class WarehouseList(InventorySetUpList):
    """All warehouses."""

    model, rows, table_class, title = Warehouse, "for_list", WarehouseTable, _("Warehouses")
    create_page = "inventory:warehouse-new"
    empty_text = _("A warehouse is where stock lies.")


class WarehouseEdit(InventorySetUpForm):
    """Make or change a warehouse."""

    model, form_class, title = Warehouse, WarehouseForm, _("Warehouse")
    success_page = cancel_page = "inventory:warehouses"
    delete_page = "inventory:warehouse-delete"


class WarehouseDelete(InventorySetUpDelete):
    """Delete a warehouse."""

    model, title = Warehouse, _("Delete warehouse")
    list_page, document_page = "inventory:warehouses", "inventory:warehouse-edit"


class ItemGroupTable(ListTable):
    """Items that are booked alike."""

    code = LinkColumn(_("Code"), page="inventory:item-group-edit")
    name = TextColumn(_("Name"))


class ItemGroupForm(EntityModelForm):
    """Items that are booked alike."""

    class Meta:
        model = ItemGroup
        fields = ["code", "name"]


class ItemGroupList(InventorySetUpList):
    """All item groups."""

    model, table_class, title = ItemGroup, ItemGroupTable, _("Item groups")
    create_page = "inventory:item-group-new"
    empty_text = _("Items of one group are booked alike.")


class ItemGroupEdit(InventorySetUpForm):
    """Make or change an item group."""

    model, form_class, title = ItemGroup, ItemGroupForm, _("Item group")
    success_page = cancel_page = "inventory:item-groups"
    delete_page = "inventory:item-group-delete"


class ItemGroupDelete(InventorySetUpDelete):
    """Delete an item group."""

    model, title = ItemGroup, _("Delete item group")
    list_page, document_page = "inventory:item-groups", "inventory:item-group-edit"


class DiscountGroupTable(ListTable):
    """Items that trade agreements name together."""

    code = LinkColumn(_("Code"), page="inventory:discount-group-edit")
    name = TextColumn(_("Name"))
    kind = TextColumn(_("Kind"))


class DiscountGroupForm(EntityModelForm):
    """Items that trade agreements name together."""

    class Meta:
        model = ItemDiscountGroup
        fields = ["kind", "code", "name"]


class DiscountGroupList(InventorySetUpList):
    """All discount groups of items."""

    model, table_class, title = ItemDiscountGroup, DiscountGroupTable, _("Item discount groups")
    create_page = "inventory:discount-group-new"
    empty_text = _("Trade agreements and charges name items by these groups.")


class DiscountGroupEdit(InventorySetUpForm):
    """Make or change a discount group."""

    model, form_class, title = ItemDiscountGroup, DiscountGroupForm, _("Item discount group")
    success_page = cancel_page = "inventory:discount-groups"
    delete_page = "inventory:discount-group-delete"


class DiscountGroupDelete(InventorySetUpDelete):
    """Delete a discount group."""

    model, title = ItemDiscountGroup, _("Delete item discount group")
    list_page, document_page = "inventory:discount-groups", "inventory:discount-group-edit"


class CategoryTable(ListTable):
    """The tree of sales categories."""

    code = LinkColumn(_("Code"), page="inventory:category-edit")
    name = TextColumn(_("Name"))
    parent = TextColumn(_("Parent"), accessor="parent.name")


class CategoryForm(EntityModelForm):
    """A node of the tree of sales categories."""

    class Meta:
        model = SalesCategory
        fields = ["code", "name", "parent"]


class CategoryList(InventorySetUpList):
    """All sales categories."""

    model, rows, table_class, title = SalesCategory, "for_list", CategoryTable, _("Sales categories")
    create_page = "inventory:category-new"
    empty_text = _("Sales categories arrange items in a tree.")


class CategoryEdit(InventorySetUpForm):
    """Make or change a sales category."""

    model, form_class, title = SalesCategory, CategoryForm, _("Sales category")
    success_page = cancel_page = "inventory:categories"
    delete_page = "inventory:category-delete"


class CategoryDelete(InventorySetUpDelete):
    """Delete a sales category."""

    model, title = SalesCategory, _("Delete sales category")
    list_page, document_page = "inventory:categories", "inventory:category-edit"
