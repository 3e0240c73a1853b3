"""The set-up of the inventory: sites, warehouses, groups and categories of items."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityModelForm
from foundation.backoffice.inventory.items import CHANGE, VIEW
from foundation.backoffice.lists import BooleanColumn, LinkColumn, ListTable, TextColumn
from foundation.backoffice.set_up_pages import SetUpPages
from foundation.inventory.models import ItemDiscountGroup, ItemGroup, SalesCategory, Site, Warehouse

inventory_pages = partial(SetUpPages, app="inventory", see=VIEW, change=CHANGE)


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


SITES = inventory_pages(
    part="sites",
    one="site",
    model=Site,
    title=_("Sites"),
    record_title=_("Site"),
    table=SiteTable,
    form=SiteForm,
    empty_text=_("A site is a place of business; its warehouses hold the stock."),
)


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


WAREHOUSES = inventory_pages(
    part="warehouses",
    one="warehouse",
    model=Warehouse,
    title=_("Warehouses"),
    record_title=_("Warehouse"),
    table=WarehouseTable,
    form=WarehouseForm,
    empty_text=_("A warehouse is where stock lies."),
    list_rows="for_list",
)


class ItemGroupTable(ListTable):
    """Items that are booked alike."""

    code = LinkColumn(_("Code"), page="inventory:item-group-edit")
    name = TextColumn(_("Name"))


class ItemGroupForm(EntityModelForm):
    """Items that are booked alike."""

    class Meta:
        model = ItemGroup
        fields = ["code", "name"]


ITEM_GROUPS = inventory_pages(
    part="item-groups",
    one="item-group",
    model=ItemGroup,
    title=_("Item groups"),
    record_title=_("Item group"),
    table=ItemGroupTable,
    form=ItemGroupForm,
    empty_text=_("Items of one group are booked alike."),
)


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


DISCOUNT_GROUPS = inventory_pages(
    part="discount-groups",
    one="discount-group",
    model=ItemDiscountGroup,
    title=_("Item discount groups"),
    record_title=_("Item discount group"),
    table=DiscountGroupTable,
    form=DiscountGroupForm,
    empty_text=_("Trade agreements and charges name items by these groups."),
)


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


CATEGORIES = inventory_pages(
    part="categories",
    one="category",
    model=SalesCategory,
    title=_("Sales categories"),
    record_title=_("Sales category"),
    table=CategoryTable,
    form=CategoryForm,
    empty_text=_("Sales categories arrange items in a tree."),
    list_rows="for_list",
)
