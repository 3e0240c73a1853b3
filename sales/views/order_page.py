"""The page of one sales order: how far it is, what it comes to, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice import menu_groups
from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action, Notice, Related, Section, Step, Total
from foundation.backoffice.views import DocumentPage
from foundation.errors import Text
from foundation.organization.access import Access
from sales.errors import DocumentNotForType
from sales.explanations import (
    customer_holds,
    goods_leave,
    is_firm,
    nothing_to_confirm,
    nothing_to_deliver,
    posts_nothing,
    status_reasons,
    type_is_final,
)
from sales.models import (
    OrderHold,
    PackingSlip,
    SalesOrder,
    SalesOrderCharge,
    SalesOrderLine,
    SalesSubscription,
    SubscriptionLine,
    TradeAgreement,
)
from sales.order_progress import steps_of
from sales.price_reasons import PriceReason, agreement_keys, price_reasons
from sales.schedule import with_deliveries
from sales.services.summarise_order import OrderSummary, summarise_order
from sales.statuses import LIVE, TRAITS, DocumentStatus, LineKind, SalesStatus, SlipStatus, sales_order_states
from sales.tables.orders import STATUS_TONES, SalesOrderLineTable, SubscriptionOrderLineTable
from sales.views.copying import related_by_copy
from sales.views.order_sections import delivery_section, general_section, payment_section
from sales.views.subscription_section import subscription_section
from sales.views.totals import total_rows

VIEW = "sales.view_salesorder"
CHANGE = "sales.change_salesorder"
COST = "sales.view_cost"
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


def slip_state(slip: Any) -> tuple[Text, str]:
    """Return whether a packing slip of ``for_list`` waits for its invoice, with the tone that goes with it."""
    if slip.status == SlipStatus.CANCELLED:
        return slip.get_status_display(), "grey"
    return (_("To invoice"), "amber") if slip.open_lines else (_("Invoiced"), "green")


class SalesOrderPage(DocumentPage):
    """One order from entry to invoice."""

    permission_required = VIEW
    template_name = "sales/order.html"
    model, rows, title = SalesOrder, "for_page", _("Sales order")
    list_page = "sales:orders"
    states = sales_order_states
    status_tones = STATUS_TONES
    edit_page, edit_permission = "sales:order-edit", CHANGE

    @property
    def lines_table_class(self) -> type[SalesOrderLineTable]:  # type: ignore[override]
        """Return the columns of the lines; those of a subscription have what all cycles came to."""
        return SalesOrderLineTable if self.subscription is None else SubscriptionOrderLineTable

    @cached_property
    def subscription(self) -> SalesSubscription | None:
        """Return the cycles of the order, if it has any."""
        has_cycles = TRAITS[self.object.order_type].reopens_after_invoice
        return SalesSubscription.of(self.entity).of_order(self.object.pk) if has_cycles else None

    @property
    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        """Return what can be done with the order, with its delivery schedules, and with its subscription while that runs."""
        running = self.subscription is not None and self.subscription.stopped_at is None
        scheduled = any(line.kind == LineKind.COMMERCIAL for line in self.order_lines)
        held = HOLD_ACTIONS if self.active_holds else ()
        return (*ORDER_ACTIONS, *held, *(SCHEDULE_ACTIONS if scheduled else ()), *(SUBSCRIPTION_ACTIONS if running else ()))

    @cached_property
    def order_lines(self) -> list[SalesOrderLine]:
        """Return the lines, read once for table, track and totals."""
        lines = list(SalesOrderLine.of(self.entity).of_order(self.object.pk).with_stock())
        if self.subscription is not None:
            totals = SubscriptionLine.of(self.entity).totals_of(lines)
            for line in lines:
                line.totals = totals[line.pk]
        return lines

    @cached_property
    def summary(self) -> OrderSummary:
        """Return what the order comes to."""
        return summarise_order(self.entity, self.object.pk)

    @cached_property
    def holds(self) -> list[OrderHold]:
        """Return the holds of the order, active ones first."""
        return list(OrderHold.of(self.entity).of_order(self.object.pk))

    @property
    def active_holds(self) -> list[OrderHold]:
        """Return the holds that stop the order."""
        return [hold for hold in self.holds if hold.cleared_at is None]

    @property
    def status(self) -> tuple[str, str]:
        """Return the status, and that the order is on hold while it is."""
        word, tone = self.object.get_status_display(), STATUS_TONES.get(self.object.status, "grey")
        return (f"{word} · {gettext('On hold')}", "amber") if self.active_holds else (word, tone)

    @property
    def edit_reason(self) -> str:
        """Return why the order cannot be changed now."""
        return self._refused("change")

    @property
    def status_url(self) -> str:
        """Lead from the status to its explanation."""
        return "#why-status"

    def party(self, document: Any) -> tuple[str, str]:
        """Return the customer."""
        return f"{document.customer.name} ({document.customer.account})", self.url("customers:customer", pk=document.customer_id)

    def track(self, document: Any) -> list[Step]:
        """Return how far the order is."""
        return steps_of(document, self.order_lines)

    def notices(self, document: Any) -> list[Notice]:
        """Say what stands in the way: holds, changes since the confirmation, a tax that cannot be calculated."""
        clear = self.url("sales:order-clear-holds", pk=document.pk) if self.may("sales.clear_hold") else ""
        found = [
            Notice(
                "amber",
                _("On hold (%(code)s): %(reason)s") % {"code": hold.code, "reason": hold.reason or hold.code.name},
                clear,
                _("Clear hold"),
            )
            for hold in self.active_holds
        ]
        found += customer_holds(self.entity, document)
        if document.changed_since_confirmation and document.status == SalesStatus.OPEN:
            found.append(Notice("blue", _("The order was changed since the customer got its confirmation. Confirm it again.")))
        if self.summary.problem is not None:
            found.append(Notice("red", str(self.summary.problem)))
        return found

    def sections(self, document: Any) -> list[Section]:
        """Return the header fields."""
        known = [subscription_section(self.subscription)] if self.subscription is not None else []
        account_url = self.url("customers:customer", pk=document.invoice_account_id)
        return [*known, general_section(document), delivery_section(document), payment_section(document, account_url)]

    def lines(self, document: Any) -> Iterable[Any]:
        """Return the lines with what is left of them."""
        return with_deliveries(self.order_lines)

    def line_tone(self, line: Any) -> str:
        """Mark lines that should have left, and lines that are stopped."""
        if line.stopped:
            return "warning"
        return "danger" if line.status == SalesStatus.OPEN and line.promised_ship < self.entity.today() else ""

    def totals(self, document: Any) -> list[Total]:
        """Return the totals of the order, and the margin for those who may see costs."""
        return total_rows(self.summary, document.currency_id, document.total_discount_percent, with_cost=self.may(COST), with_links=True)

    def related(self, document: Any) -> list[Related]:
        """Return confirmations, packing slips, and the orders that lines were copied from or to."""
        found = [
            Related(
                _("Confirmation"),
                str(version),
                self.url("sales:confirmation", pk=version.pk),
                version.date,
                amount=version.total_amount,
                currency=version.currency_id,
            )
            for version in sorted(document.confirmations.all(), key=lambda known: -known.version)
        ]
        for slip in PackingSlip.of(self.entity).of_order(document.pk):
            state, tone = slip_state(slip)
            found.append(Related(_("Packing slip"), slip.number, self.url("sales:packing-slip", pk=slip.pk), slip.date, state, tone))
        return found + related_by_copy(self, document)

    def hold_actions(self, hold: OrderHold) -> list[tuple[Text, str, str]]:
        """Return what the user may do with an active hold: label, address and icon."""
        mine = hold.checked_out_to_id == self.request.user.pk
        free = hold.checked_out_to_id is None
        known = [
            (free or mine, "sales.clear_hold", _("Clear hold"), "sales:hold-clear", "lock-open"),
            (
                (free or mine) and self.may(CHANGE) and not self.edit_reason,
                "sales.clear_hold",
                _("Clear and modify"),
                "sales:hold-clear-and-modify",
                "edit",
            ),
            (free, "sales.place_hold", _("Check out"), "sales:hold-check-out", "user"),
            (mine, "sales.place_hold", _("Clear checkout"), "sales:hold-clear-checkout", "arrow-back-up"),
            (not free and not mine, "sales.override_checkout", _("Override checkout"), "sales:hold-override-checkout", "exchange"),
        ]
        return [(label, self.url(page, pk=hold.pk), icon) for possible, right, label, page, icon in known if possible and self.may(right)]

    def context(self, document: Any) -> dict[str, Any]:
        """Return holds and charges, which the page shows below the lines."""
        holds = [(hold, self.hold_actions(hold) if hold.cleared_at is None else []) for hold in self.holds]
        charges = list(SalesOrderCharge.of(self.entity).of_order(document.pk))
        return {
            "holds": holds,
            "may_note_holds": self.may("sales.place_hold"),
            "charges": charges,
            "price_reasons": self.price_reasons(),
            "status_reasons": status_reasons(self.entity, document, with_deliveries(self.order_lines), self.holds),
            "summary": self.summary,
        }

    def price_reasons(self) -> list[PriceReason]:
        """Return why each line has its price, for those who may see trade agreements."""
        if not self.may("sales.view_tradeagreement"):
            return []
        return price_reasons(self.order_lines, TradeAgreement.of(self.entity).named(agreement_keys(self.order_lines)))
