"""Addresses of the inventory's pages, below a legal entity."""

from django.urls import path

from foundation.backoffice.inventory import items, set_up, stock, units, variants

app_name = "inventory"

urlpatterns = [
    path("items/", items.ItemList.as_view(), name="items"),
    path("items/new/", items.ItemEdit.as_view(), name="item-new"),
    path("items/<int:pk>/", items.ItemPage.as_view(), name="item"),
    path("items/<int:pk>/edit/", items.ItemEdit.as_view(), name="item-edit"),
    path("items/<int:pk>/adjust/", stock.StockAdjustment.as_view(), name="item-adjust"),
    path("items/<int:pk>/variants/", variants.ReleaseVariants.as_view(), name="item-variants"),
    path("on-hand/", stock.OnHandList.as_view(), name="on-hand"),
    path("adjust/", stock.StockAdjustment.as_view(), name="adjust"),
    path("transactions/", stock.StockTransactionList.as_view(), name="transactions"),
    *units.UNITS.urls(),
    *set_up.SITES.urls(),
    *set_up.WAREHOUSES.urls(),
    *set_up.ITEM_GROUPS.urls(),
    *set_up.DISCOUNT_GROUPS.urls(),
    *set_up.CATEGORIES.urls(),
]
