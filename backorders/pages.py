"""What backorders add to the shell and to the pages of orders: menu, counts, the messages to a customer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backorders.line_lists import LINE_LISTS
from backorders.models import Backorder, CustomerNotice
from backorders.models.backorder import BACKORDER_TYPES
from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action, Related
from foundation.backoffice.lists import BulkAction
from foundation.backoffice.registry import register_action, register_bulk_action, register_menu, register_related, register_tile
from foundation.errors import Text
from foundation.organization.access import Access
from sales import menu_groups
from sales.explanations import goods_leave
from sales.statuses import SalesStatus

VIEW = "backorders.view_backorder"
CHANGE, INFORM = "backorders.change_backorder", "backorders.inform_customer"
RESERVE = "inventory.reserve_stock"


def notices_of_order(order: Any, access: Access) -> Iterable[Related]:
    """Return what the customer was told of an order."""
    if not access.may(VIEW):
        return
    for notice in CustomerNotice.of(access.legal_entity).of_order(order.pk):
        url = entity_url(access.legal_entity, "backorders:notice", pk=notice.pk)
        yield Related(gettext("Customer notice"), notice.subject, url, notice.date, "", "grey")


def nothing_waits(order: Any, _access: Access) -> Text:
    """Return why no line of an order can be served earlier; blank when something may wait."""
    waits = order.status == SalesStatus.OPEN and order.order_type in BACKORDER_TYPES
    return "" if waits else _("Nothing of this order waits for goods.")


register_menu("sell", _("Backorders by customer"), "backorders:customers", VIEW, icon="clock", order=25)
register_menu("sell", _("Backorders by item"), "backorders:items", VIEW, icon="package", order=26)
register_menu("sell", _("Backorders by vendor"), "backorders:vendors", VIEW, icon="truck", order=27)
register_menu("sell", _("Customer notices"), "backorders:notices", VIEW, icon="mail", order=28)
register_tile(
    "backorders_broken",
    _("Promises broken"),
    rows=lambda access: Backorder.of(access.legal_entity).waiting().broken(),
    page="backorders:customers",
    query="tab=broken",
    permission=VIEW,
    tone="danger",
    icon="clock",
    order=35,
)
for part in LINE_LISTS:
    for name, label, right, shown in (
        ("dates", _("Change delivery date"), CHANGE, "calendar"),
        ("inform", _("Inform customer"), INFORM, "mail"),
        ("reserve", _("Reserve"), RESERVE, "lock"),
    ):
        register_bulk_action(f"sales:{part}", BulkAction(name, label, f"backorders:{part}-{name}", right, icon=shown))
register_related("sales.salesorder", notices_of_order)
register_action(
    "sales.salesorder",
    Action(
        "backorder_priority",
        _("Set priority"),
        "backorders:order-priority",
        "backorders.change_backorder",
        icon="arrow-up",
        blocked=nothing_waits,
        order=68,
        menu=True,
        group=menu_groups.DELIVERY,
        offered=goods_leave,
    ),
)
