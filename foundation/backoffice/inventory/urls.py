"""Addresses of the inventory's pages, below a legal entity."""

from django.urls import path

from foundation.backoffice.inventory import items, set_up, stock, units

app_name = "inventory"

urlpatterns = [
    path("items/", items.ItemList.as_view(), name="items"),
    path("items/new/", items.ItemEdit.as_view(), name="item-new"),
    path("items/<int:pk>/", items.ItemPage.as_view(), name="item"),
    path("items/<int:pk>/edit/", items.ItemEdit.as_view(), name="item-edit"),
    path("items/<int:pk>/adjust/", stock.StockAdjustment.as_view(), name="item-adjust"),
    path("on-hand/", stock.OnHandList.as_view(), name="on-hand"),
    path("adjust/", stock.StockAdjustment.as_view(), name="adjust"),
    path("transactions/", stock.StockTransactionList.as_view(), name="transactions"),
    path("units/", units.UnitList.as_view(), name="units"),
    path("units/new/", units.UnitEdit.as_view(), name="unit-new"),
    path("units/<int:pk>/", units.UnitEdit.as_view(), name="unit-edit"),
    path("units/<int:pk>/delete/", units.UnitDelete.as_view(), name="unit-delete"),
    path("sites/", set_up.SiteList.as_view(), name="sites"),
    path("sites/new/", set_up.SiteEdit.as_view(), name="site-new"),
    path("sites/<int:pk>/", set_up.SiteEdit.as_view(), name="site-edit"),
    path("sites/<int:pk>/delete/", set_up.SiteDelete.as_view(), name="site-delete"),
    path("warehouses/", set_up.WarehouseList.as_view(), name="warehouses"),
    path("warehouses/new/", set_up.WarehouseEdit.as_view(), name="warehouse-new"),
    path("warehouses/<int:pk>/", set_up.WarehouseEdit.as_view(), name="warehouse-edit"),
    path("warehouses/<int:pk>/delete/", set_up.WarehouseDelete.as_view(), name="warehouse-delete"),
    path("item-groups/", set_up.ItemGroupList.as_view(), name="item-groups"),
    path("item-groups/new/", set_up.ItemGroupEdit.as_view(), name="item-group-new"),
    path("item-groups/<int:pk>/", set_up.ItemGroupEdit.as_view(), name="item-group-edit"),
    path("item-groups/<int:pk>/delete/", set_up.ItemGroupDelete.as_view(), name="item-group-delete"),
    path("discount-groups/", set_up.DiscountGroupList.as_view(), name="discount-groups"),
    path("discount-groups/new/", set_up.DiscountGroupEdit.as_view(), name="discount-group-new"),
    path("discount-groups/<int:pk>/", set_up.DiscountGroupEdit.as_view(), name="discount-group-edit"),
    path("discount-groups/<int:pk>/delete/", set_up.DiscountGroupDelete.as_view(), name="discount-group-delete"),
    path("categories/", set_up.CategoryList.as_view(), name="categories"),
    path("categories/new/", set_up.CategoryEdit.as_view(), name="category-new"),
    path("categories/<int:pk>/", set_up.CategoryEdit.as_view(), name="category-edit"),
    path("categories/<int:pk>/delete/", set_up.CategoryDelete.as_view(), name="category-delete"),
]
