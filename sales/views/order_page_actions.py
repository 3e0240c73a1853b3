"""What can be done with a sales order from its page, and what stands in the way of each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action
from foundation.errors import Text
from foundation.organization.access import Access
from sales import menu_groups
from sales.errors import DocumentNotForType
from sales.explanations import goods_leave, is_firm, nothing_to_confirm, nothing_to_deliver, posts_nothing, type_is_final
from sales.models import SalesOrderLine
from sales.statuses import LIVE, TRAITS, DocumentStatus, SalesStatus, sales_order_states

VIEW = "sales.view_salesorder"
CHANGE = "sales.change_salesorder"
CANCEL = "sales.cancel_salesorder"
RESERVE = "inventory.reserve_stock"


def _nothing_to_reopen(order: Any, access: Access) -> Text:
    lines = SalesOrderLine.of(access.legal_entity).reopenable().of_order(order.pk)
    return "" if lines.exists() else _("Nothing of this order was cancelled.")


def _closed(order: Any, _access: Access) -> Text:
    return "" if order.status in LIVE else _("A closed order keeps its charges.")


def _takes_no_lines(order: Any, _access: Access) -> Text:
    return "" if sales_order_states.allows("change", order) else _("This order takes no more lines.")


def _closed_dates(order: Any, access: Access) -> Text:
    return posts_nothing(order, access) or ("" if order.status == SalesStatus.OPEN else _("Nothing of this order is left to deliver."))


def _not_confirmable(order: Any, access: Access) -> Text:
    if posts_nothing(order, access) or TRAITS[order.order_type].confirmable:
        return posts_nothing(order, access) or sales_order_states.reason("confirm", order)
    return str(DocumentNotForType(document=DocumentStatus.CONFIRMATION.label, t=order.get_order_type_display()))


def _no_line_to_spread(order: Any, access: Access) -> Text:
    closed = _closed_dates(order, access)
    if closed:
        return closed
    found = SalesOrderLine.of(access.legal_entity).schedulable().of_order(order.pk)
    return "" if found.exists() else _("Every line has deliveries or a schedule already.")


def _nothing_to_reserve(order: Any, _access: Access) -> Text:
    traits = TRAITS[order.order_type]
    takes = order.status == SalesStatus.OPEN and traits.holds_stock and not traits.returns_goods
    return "" if takes else _("Nothing of this order can be reserved.")


def _not_deletable(order: Any, access: Access) -> Text:
    if order.created_by_id != access.user.pk and not access.may(CANCEL):
        return _("Somebody else entered this order.")
    return _("The customer has a confirmation; cancel the remainder instead.") if order.confirmed_version else ""


def _stock_transactions(order: Any, access: Access) -> str:
    return entity_url(access.legal_entity, "inventory:transactions", {"document": order.number})


ORDER_ACTIONS = (
    Action(
        "confirm",
        _("Confirm"),
        "sales:order-confirm",
        "sales.confirm_salesorder",
        icon="check",
        blocked=posts_nothing,
        key="c",
        order=10,
        settled=nothing_to_confirm,
    ),
    Action(
        "post_packing_slip",
        _("Post packing slip"),
        "sales:order-post-packing-slip",
        "sales.post_packingslip",
        icon="truck-delivery",
        blocked=nothing_to_deliver,
        key="p",
        order=20,
    ),
    Action(
        "change_type",
        _("Change type"),
        "sales:order-change-type",
        CHANGE,
        icon="exchange",
        blocked=type_is_final,
        key="t",
        order=5,
        settled=is_firm,
    ),
    Action(
        "pro_forma_confirmation",
        _("Pro forma confirmation"),
        "sales:order-pro-forma-confirmation",
        "sales.confirm_salesorder",
        icon="printer",
        blocked=_not_confirmable,
        order=51,
        menu=True,
        group=menu_groups.PRO_FORMA,
    ),
    Action(
        "pro_forma_slip",
        _("Pro forma packing slip"),
        "sales:order-pro-forma-slip",
        "sales.post_packingslip",
        icon="printer",
        blocked=_closed_dates,
        order=52,
        menu=True,
        group=menu_groups.PRO_FORMA,
    ),
    Action(
        "place_hold",
        _("Put on hold"),
        "sales:order-hold",
        "sales.place_hold",
        icon="player-pause",
        key="h",
        order=50,
        menu=True,
        group=menu_groups.HOLD_AND_END,
    ),
    Action("totals", _("Totals"), "sales:order-totals", VIEW, icon="calculator", order=53, menu=True, group=menu_groups.INQUIRY),
    Action(
        "line_quantity",
        _("Line quantity"),
        "sales:order-quantities",
        VIEW,
        icon="list-details",
        order=54,
        menu=True,
        group=menu_groups.INQUIRY,
    ),
    Action(
        "stock_transactions",
        _("Stock transactions"),
        "inventory:transactions",
        "inventory.view_stock",
        icon="list",
        address=_stock_transactions,
        order=55,
        menu=True,
        group=menu_groups.INQUIRY,
    ),
    Action(
        "maintain_charges",
        _("Maintain charges"),
        "sales:order-charges",
        "sales.change_price",
        icon="coin",
        blocked=_closed,
        order=55,
        menu=True,
        group=menu_groups.LINES,
    ),
    Action(
        "copy_from",
        _("Copy from"),
        "sales:order-copy-from",
        CHANGE,
        icon="copy",
        blocked=_takes_no_lines,
        order=56,
        menu=True,
        group=menu_groups.LINES,
    ),
    Action("copy_order", _("Copy order"), "sales:order-copy", CHANGE, icon="copy", order=57, menu=True, group=menu_groups.LINES),
    Action(
        "delivery_dates",
        _("Delivery dates"),
        "sales:order-dates",
        CHANGE,
        icon="calendar-event",
        blocked=_closed_dates,
        order=58,
        menu=True,
        group=menu_groups.DELIVERY,
        offered=goods_leave,
    ),
    Action(
        "schedule",
        _("Delivery schedule"),
        "sales:order-spread",
        CHANGE,
        icon="calendar-repeat",
        blocked=_no_line_to_spread,
        order=59,
        menu=True,
        group=menu_groups.DELIVERY,
        offered=goods_leave,
    ),
    Action(
        "reserve",
        _("Reservation"),
        "sales:order-reserve",
        RESERVE,
        icon="package",
        blocked=_nothing_to_reserve,
        key="v",
        order=45,
        menu=True,
        group=menu_groups.DELIVERY,
        offered=goods_leave,
    ),
    Action(
        "search_prices",
        _("Calculate"),
        "sales:order-search-prices",
        CHANGE,
        icon="calculator",
        order=60,
        menu=True,
        group=menu_groups.LINES,
    ),
    Action(
        "cancel_remainder",
        _("Cancel remainder"),
        "sales:order-cancel-remainder",
        CANCEL,
        icon="ban",
        order=70,
        menu=True,
        group=menu_groups.HOLD_AND_END,
    ),
    Action(
        "reopen_remainder",
        _("Reopen what was cancelled"),
        "sales:order-reopen",
        CANCEL,
        icon="rotate",
        blocked=_nothing_to_reopen,
        order=80,
        menu=True,
        group=menu_groups.HOLD_AND_END,
    ),
    Action(
        "delete",
        _("Delete"),
        "sales:order-delete",
        "sales.delete_salesorder",
        icon="trash",
        blocked=_not_deletable,
        order=90,
        menu=True,
        group=menu_groups.HOLD_AND_END,
    ),
)


HOLD_ACTIONS = (
    Action(
        "clear_holds",
        _("Clear hold"),
        "sales:order-clear-holds",
        "sales.clear_hold",
        icon="lock-open",
        order=50,
        menu=True,
        group=menu_groups.HOLD_AND_END,
    ),
)
SCHEDULE_ACTIONS = (
    Action(
        "remove_schedule",
        _("Remove delivery schedule"),
        "sales:order-remove-schedule",
        CHANGE,
        icon="x",
        order=59,
        menu=True,
        group=menu_groups.DELIVERY,
    ),
)
SUBSCRIPTION_ACTIONS = (
    Action(
        "change_cycles",
        _("Change cycles"),
        "sales:order-change-cycles",
        CHANGE,
        icon="calendar",
        order=61,
        menu=True,
        group=menu_groups.CYCLES,
    ),
    Action("next_cycle", _("Next cycle"), "sales:order-next-cycle", CHANGE, icon="refresh", order=62, menu=True, group=menu_groups.CYCLES),
    Action(
        "pause_subscription",
        _("Pause subscription"),
        "sales:order-pause",
        CHANGE,
        icon="player-pause",
        order=63,
        menu=True,
        group=menu_groups.CYCLES,
    ),
    Action(
        "stop_subscription", _("Stop subscription"), "sales:order-stop", CANCEL, icon="ban", order=64, menu=True, group=menu_groups.CYCLES
    ),
)
