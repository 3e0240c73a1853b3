"""Order types with their traits, statuses, and which action may start from which status (sales.md §6, §7.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.statemachine import StateMachine, Transition
from sales.errors import OrderClosed, ReturnChangedApart
from sales.packing_slip_errors import SlipCancelled
from sales.type_change_errors import TypeOfDeliveredFixed


class SalesOrderType(models.TextChoices):
    """The five order types."""

    JOURNAL = "journal", _("Journal")
    SUBSCRIPTION = "subscription", _("Subscription")
    SALES_ORDER = "sales_order", _("Sales order")
    RETURNED_ORDER = "returned_order", _("Returned order")
    ITEM_REQUIREMENTS = "item_requirements", _("Item requirements")


@dataclass(frozen=True)
class OrderTypeTraits:
    """What distinguishes an order type; rules ask the trait, never the type."""

    posts_documents: bool = True
    holds_stock: bool = True
    confirmable: bool = True
    pickable: bool = True
    reopens_after_invoice: bool = False
    returns_goods: bool = False
    created_by_project: bool = False
    allows_negative: bool = True
    delivers_before_invoice: bool = False
    invoiced_by_slip: bool = False
    offered: bool = False


TRAITS: dict[str, OrderTypeTraits] = {
    SalesOrderType.JOURNAL: OrderTypeTraits(posts_documents=False, holds_stock=False, confirmable=False, pickable=False, offered=True),
    SalesOrderType.SUBSCRIPTION: OrderTypeTraits(reopens_after_invoice=True, allows_negative=False, offered=True),
    SalesOrderType.SALES_ORDER: OrderTypeTraits(offered=True),
    SalesOrderType.RETURNED_ORDER: OrderTypeTraits(confirmable=False, pickable=False, returns_goods=True),
    SalesOrderType.ITEM_REQUIREMENTS: OrderTypeTraits(
        confirmable=False, created_by_project=True, allows_negative=False, delivers_before_invoice=True, invoiced_by_slip=True
    ),
}


def offered_types() -> list[tuple[str, str]]:
    """Return the order types that users may choose: a type is offered when it works."""
    return [(value, str(label)) for value, label in SalesOrderType.choices if TRAITS[value].offered]


DRAFT_TYPES = [order_type for order_type, traits in TRAITS.items() if not traits.posts_documents]
"""The order types that post no documents: nobody works on them until their type changes."""


class SalesStatus(models.TextChoices):
    """Status of an order or line, derived from its quantities by ``sales.services.quantities`` only."""

    OPEN = "open", _("Open order")
    DELIVERED = "delivered", _("Delivered")
    INVOICED = "invoiced", _("Invoiced")
    CANCELLED = "cancelled", _("Cancelled")


class DeliveryType(models.TextChoices):
    """Whether goods leave from stock, or a vendor sends them straight to the customer (sales.md §12.5)."""

    STOCK = "stock", _("Stock")
    DIRECT = "direct", _("Direct delivery")


class LineKind(models.TextChoices):
    """Whether a line is delivered itself, or in several deliveries with lines of their own (sales.md §12.6)."""

    NORMAL = "normal", _("Normal")
    COMMERCIAL = "commercial", _("Order line with multiple deliveries")
    DELIVERY = "delivery", _("Delivery line")


class DocumentStatus(models.TextChoices):
    """The highest document ever posted for an order and not fully cancelled."""

    NONE = "none", _("None")
    QUOTATION = "quotation", _("Quotation")
    CONFIRMATION = "confirmation", _("Confirmation")
    PICKING_LIST = "picking_list", _("Picking list")
    PACKING_SLIP = "packing_slip", _("Packing slip")
    INVOICE = "invoice", _("Invoice")


DOCUMENT_RANK = {value: rank for rank, value in enumerate(DocumentStatus.values)}

LIVE = frozenset({SalesStatus.OPEN, SalesStatus.DELIVERED})

ACTIONS_ON_RETURNS = frozenset({"post_packing_slip", "post_invoice", "place_hold", "change_type"})


@dataclass(frozen=True)
class OrderStates(StateMachine):
    """The life of an order; of one that returns goods the core of sales starts only what every document shares."""

    def allows(self, action: str, document: Any) -> bool:
        """Tell whether the action may start from the order's status and type."""
        return not (_belongs_to_return(action, document) or _keeps_its_type(action, document)) and super().allows(action, document)

    def check(self, action: str, document: Any) -> None:
        """Raise the transition's refusal, ORD-53 for what the page of a return does, or ORD-11 for a type that is final."""
        self.check_type(action, document)
        super().check(action, document)
        if _keeps_its_type(action, document):
            raise TypeOfDeliveredFixed()

    def check_status(self, action: str, document: Any) -> None:
        """Raise the transition's refusal by the order's status alone: what the core does for orders of every type."""
        super().check(action, document)

    def check_type(self, action: str, document: Any) -> None:
        """Raise ORD-53 when the action on the order belongs to the page of its return."""
        if _belongs_to_return(action, document):
            raise ReturnChangedApart(o=document)

    def allowed_actions(self, document: Any) -> list[str]:
        """Return the names of the actions that may start from the order's status and type, in table order."""
        return [known.action for known in self.transitions if self.allows(known.action, document)]


def _belongs_to_return(action: str, order: Any) -> bool:
    return TRAITS[order.order_type].returns_goods and action not in ACTIONS_ON_RETURNS


def _keeps_its_type(action: str, order: Any) -> bool:
    """Tell whether goods of the order were used on a project, so that its type is final (sales.md §6.1)."""
    used = TRAITS[order.order_type].created_by_project and order.status == SalesStatus.DELIVERED
    return used and action == "change_type"


sales_order_states = OrderStates(
    SalesStatus,
    (
        Transition("change", _("change"), LIVE, refusal=OrderClosed),
        Transition("confirm", _("confirm"), LIVE, refusal=OrderClosed),
        Transition("post_packing_slip", _("post a packing slip for"), frozenset({SalesStatus.OPEN}), refusal=OrderClosed),
        Transition("change_type", _("change the type of"), LIVE, refusal=OrderClosed),
        Transition("post_invoice", _("post an invoice for"), LIVE, refusal=OrderClosed),
        Transition("cancel_remainder", _("cancel the remainder of"), frozenset({SalesStatus.OPEN}), refusal=OrderClosed),
        Transition("place_hold", _("put on hold"), LIVE, refusal=OrderClosed),
        Transition("reopen", _("reopen"), LIVE | {SalesStatus.CANCELLED}, refusal=OrderClosed),
        Transition("delete", _("delete"), frozenset({SalesStatus.OPEN, SalesStatus.CANCELLED}), refusal=OrderClosed),
    ),
)


class SlipStatus(models.TextChoices):
    """How a packing slip stands: as it was posted, with lower quantities, or cancelled as a whole."""

    POSTED = "posted", _("Posted")
    CORRECTED = "corrected", _("Corrected")
    CANCELLED = "cancelled", _("Cancelled")


STANDING = frozenset({SlipStatus.POSTED, SlipStatus.CORRECTED})

packing_slip_states = StateMachine(
    SlipStatus,
    (
        Transition("correct", _("correct"), STANDING, SlipStatus.CORRECTED, refusal=SlipCancelled),
        Transition("cancel", _("cancel"), STANDING, SlipStatus.CANCELLED, refusal=SlipCancelled),
    ),
)
