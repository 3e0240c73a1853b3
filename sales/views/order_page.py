"""The page of one sales order: how far it is, what it comes to, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Action, Notice, Related, Section, Step, Total
from foundation.backoffice.views import DocumentPage
from foundation.errors import Text
from foundation.organization.roles import MATRIX, ShippedRole
from sales.explanations import customer_holds, status_reasons
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
from sales.schedule import in_schedules, with_deliveries
from sales.services.summarise_order import OrderSummary, summarise_order
from sales.statuses import TRAITS, LineKind, SalesStatus, SlipStatus, sales_order_states
from sales.tables.orders import STATUS_TONES, SalesOrderLineTable, SubscriptionOrderLineTable
from sales.views.copying import related_by_copy
from sales.views.order_page_actions import CHANGE, HOLD_ACTIONS, ORDER_ACTIONS, SCHEDULE_ACTIONS, SUBSCRIPTION_ACTIONS, VIEW
from sales.views.order_sections import delivery_section, general_section, payment_section
from sales.views.subscription_section import subscription_section
from sales.views.totals import total_rows

COST = "sales.view_cost"


def slip_state(slip: Any) -> tuple[Text, str]:
    """Return whether a packing slip of ``for_list`` waits for its invoice, with the tone that goes with it."""
    if slip.status == SlipStatus.CANCELLED:
        return slip.get_status_display(), "grey"
    return (_("To invoice"), "amber") if slip.open_lines else (_("Invoiced"), "green")


def _held_text(hold: OrderHold, *, clears: bool) -> str:
    """Say what holds an order, and to those who may not clear it who may."""
    told = gettext("On hold (%(code)s): %(reason)s") % {"code": hold.code, "reason": hold.reason or hold.code.name}
    if clears:
        return told
    roles = [hold.code.role] if hold.code.role else MATRIX["sales.clear_hold"].split()
    named = ", ".join(str(ShippedRole(role).label) for role in roles if role in ShippedRole)
    return gettext("%(told)s. May be cleared by: %(roles)s.") % {"told": told.rstrip("."), "roles": named}


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
                _held_text(hold, clears=bool(clear)),
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
        """Return the lines with what is left of them, delivery lines below the line they deliver."""
        return in_schedules(with_deliveries(self.order_lines))

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
            "may_hand_over": self.may("sales.override_checkout"),
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
