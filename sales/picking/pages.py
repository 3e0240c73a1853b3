"""What picking adds to the shell and to the pages of orders: menu, counts, finding lists, related documents, actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action, Related, StoryPart
from foundation.backoffice.lists import BulkAction
from foundation.backoffice.registry import (
    PaletteItem,
    register_action,
    register_bulk_action,
    register_line_model,
    register_menu,
    register_palette,
    register_related,
    register_story,
    register_tile,
)
from foundation.documents.document_types import DocumentType
from foundation.errors import Text
from foundation.organization.access import Access
from sales import menu_groups
from sales.explanations import goods_leave
from sales.picking.models import PickingList, PickingListLine
from sales.picking.tables import TONES
from sales.statuses import TRAITS

LIST, ORDER, SLIP = "picking.pickinglist", "sales.salesorder", "sales.packingslip"
VIEW, POST = "picking.view_pickinglist", "picking.post_pickinglist"


class PickingPalette:
    """Finds picking lists by number, order or customer."""

    label: Text = _("Picking lists")
    permission = VIEW
    numbers = "picking_list"

    def search(self, access: Access, term: str) -> Iterable[PaletteItem]:
        """Return a handful of hits."""
        for known in PickingList.of(access.legal_entity).matching(term).for_display()[:4]:
            url = entity_url(access.legal_entity, "picking:picking-list", pk=known.pk)
            yield PaletteItem(known.number, url, f"{known.order.number} · {known.get_status_display()}", "checklist")


def lists_of_order(order: Any, access: Access) -> Iterable[Related]:
    """Return the picking lists of an order."""
    return _related(access, [order.pk])


def lists_of_slip(slip: Any, access: Access) -> Iterable[Related]:
    """Return the picking lists of the orders on a packing slip."""
    return _related(access, list(slip.lines.values_list("order_line__order", flat=True).distinct()))


def _related(access: Access, order_ids: list[int]) -> Iterable[Related]:
    if not access.may(VIEW):
        return
    entity = access.legal_entity
    for known in PickingList.of(entity).of_orders(order_ids):
        url = entity_url(entity, "picking:picking-list", pk=known.pk)
        yield Related(gettext("Picking list"), known.number, url, known.date, known.get_status_display(), TONES[known.status])


def order_story(order: Any, access: Access) -> Iterable[StoryPart]:
    """Return the picking lists of an order."""
    if access.may(VIEW):
        keys = [known.pk for known in PickingList.of(access.legal_entity).of_orders([order.pk])]
        yield StoryPart(LIST, keys, "picking:picking-list", (DocumentType.PICKING_LIST,))


def list_story(posted: Any, _access: Access) -> Iterable[StoryPart]:
    """Return how a picking list was printed."""
    yield StoryPart(LIST, [posted.pk], papers=(DocumentType.PICKING_LIST,))


def nothing_to_pick(order: Any, _access: Access) -> Text:
    """Say why nothing is picked for an order; blank when something may be."""
    if not TRAITS[order.order_type].pickable and not TRAITS[order.order_type].created_by_project:
        return _("Nothing is picked for this type of order.")
    return "" if order.status == "open" else _("Nothing of this order is open to pick.")


register_menu("deliver", _("Picking lists"), "picking:picking-lists", VIEW, icon="checklist", order=15)
register_menu("set_up_stock", _("Picking parameters"), "picking:parameters", "sales.view_parameters", icon="adjustments", order=522)
register_tile(
    "picking_to_pick",
    _("Picking lists to register"),
    rows=lambda access: PickingList.of(access.legal_entity).activated(),
    page="picking:picking-lists",
    query="tab=activated",
    permission=VIEW,
    icon="checklist",
    order=25,
)
register_palette(PickingPalette())
register_line_model(LIST, PickingListLine)
register_related(ORDER, lists_of_order)
register_related(SLIP, lists_of_slip)
register_story(ORDER, order_story)
register_story(LIST, list_story)
register_action(
    ORDER,
    Action(
        "post_picking_list",
        _("Post picking list"),
        "picking:order-post-picking-list",
        POST,
        icon="checklist",
        blocked=nothing_to_pick,
        order=58,
        menu=True,
        group=menu_groups.DELIVERY,
        offered=goods_leave,
    ),
)
for listed, dialog in (("orders", "orders"), ("partly-shipped", "partly-shipped"), ("ready-to-ship", "lines")):
    pick = BulkAction("pick", _("Post picking list"), f"picking:{dialog}-post-picking-list", POST, icon="checklist")
    register_bulk_action(f"sales:{listed}", pick)
