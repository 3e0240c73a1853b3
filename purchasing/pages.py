"""What purchasing adds to the shell: menu, finding purchase orders, and the way between a sales order and what is bought for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action, Related
from foundation.backoffice.registry import (
    PaletteItem,
    register_action,
    register_lookup,
    register_menu,
    register_palette,
    register_related,
    register_tile,
)
from foundation.errors import Text
from foundation.organization.access import Access
from purchasing.lookups import VendorLookup
from purchasing.models import PurchaseOrder, PurchaseOrderLine
from purchasing.tables import PURCHASE_TONES
from sales import menu_groups
from sales.explanations import goods_leave
from sales.statuses import TRAITS, SalesStatus
from sales.subscription_errors import NotOnSubscription

VIEW, CHANGE, VENDOR = "purchasing.view_purchaseorder", "purchasing.change_purchaseorder", "purchasing.view_vendor"


class PurchaseOrderPalette:
    """Finds purchase orders by number or vendor."""

    label: Text = _("Purchase orders")
    permission = VIEW
    numbers = "purchase_order"

    def search(self, access: Access, term: str) -> Iterable[PaletteItem]:
        """Return a handful of hits."""
        for order in PurchaseOrder.of(access.legal_entity).matching(term).for_display()[:4]:
            url = entity_url(access.legal_entity, "purchasing:purchase-order", pk=order.pk)
            yield PaletteItem(order.number, url, f"{order.vendor.name} · {order.get_status_display()}", "package")


def purchases_of_order(order: Any, access: Access) -> Iterable[Related]:
    """Return what is bought for a sales order."""
    if not access.may(VIEW):
        return
    for purchase in PurchaseOrder.of(access.legal_entity).of_sales_order(order.pk):
        url = entity_url(access.legal_entity, "purchasing:purchase-order", pk=purchase.pk)
        tone = PURCHASE_TONES.get(purchase.status, "grey")
        yield Related(gettext("Purchase order"), purchase.number, url, purchase.order_date, purchase.get_status_display(), tone)


def nothing_to_order(order: Any, _access: Access) -> Text:
    """Return why nothing of a sales order can be ordered from a vendor; blank when something may be left to order."""
    waits = order.status == SalesStatus.OPEN and TRAITS[order.order_type].posts_documents
    return "" if waits else _("Nothing of this order waits for goods.")


def not_direct(order: Any, access: Access) -> Text:
    """Return why no vendor can deliver a sales order straight to its customer; blank when one may (sales.md §16.5)."""
    if TRAITS[order.order_type].reopens_after_invoice:
        return NotOnSubscription.message % {"feature": _("Direct delivery")}
    return nothing_to_order(order, access)


register_menu("buy", _("Purchase orders"), "purchasing:purchase-orders", VIEW, icon="package", order=10)
register_menu("buy", _("Purchase order lines"), "purchasing:purchase-lines", VIEW, icon="list-details", order=20)
register_menu("deliver", _("Direct delivery lines"), "purchasing:direct-deliveries", VIEW, icon="truck", order=60)
register_menu("buy", _("Product receipts"), "purchasing:product-receipts", VIEW, icon="truck", order=30)
register_menu("buy", _("Vendors"), "purchasing:vendors", VENDOR, icon="building", order=540)
register_menu("set_up_sales", _("Primary vendors"), "purchasing:primary-vendors", VENDOR, icon="link", order=541)
register_tile(
    "purchases_late",
    _("Late from vendors"),
    rows=lambda access: PurchaseOrderLine.of(access.legal_entity).late(),
    page="purchasing:purchase-lines",
    query="tab=late",
    permission=VIEW,
    tone="warning",
    icon="package",
    order=40,
)
register_lookup(VendorLookup())
register_palette(PurchaseOrderPalette())
register_related("sales.salesorder", purchases_of_order)
register_action(
    "sales.salesorder",
    Action(
        "purchase",
        _("Create purchase order"),
        "purchasing:order-for-sales",
        CHANGE,
        icon="package",
        blocked=nothing_to_order,
        order=65,
        menu=True,
        group=menu_groups.DELIVERY,
        offered=goods_leave,
    ),
)
register_action(
    "sales.salesorder",
    Action(
        "direct_delivery",
        _("Direct delivery"),
        "purchasing:direct-delivery",
        CHANGE,
        icon="truck",
        blocked=not_direct,
        order=66,
        menu=True,
        group=menu_groups.DELIVERY,
        offered=goods_leave,
    ),
)
