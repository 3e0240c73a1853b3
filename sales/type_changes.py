"""Which order type may become which, and what stands in the way: the matrix of sales.md §6.2, asked by traits alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from foundation.errors import BusinessRuleError
from sales.errors import NegativeNotAllowed
from sales.models import SalesOrder, SalesOrderLine
from sales.statuses import TRAITS, LineKind, OrderTypeTraits, SalesOrderType, sales_order_states
from sales.subscriptions import SubscriptionTerms
from sales.type_change_errors import TypeNotAvailable, TypeNotOffered
from sales.type_rooms import room_of


@dataclass(frozen=True, slots=True)
class TypeChange:
    """What was asked: the new type, why, and the answers to the questions; None for a question that nobody answered.

    ``search_prices`` answers ORD-33, ``turn_quantities`` ORD-34; ``overrule_credit`` goes on although the credit limit is
    exceeded. ``subscription`` holds the cycles of an order that becomes a subscription. ``remove_links`` ends what was agreed
    for lines of an order that becomes a draft.
    """

    to: str
    reason: str = ""
    search_prices: bool | None = None
    overrule_credit: bool = False
    subscription: SubscriptionTerms | None = None
    turn_quantities: bool | None = None
    remove_links: bool = False


def check_pair(order: SalesOrder, to: str) -> None:
    """Refuse what no order of this type and status may become: raises ORD-08, ORD-11, ORD-17, ORD-18, and what its room refuses."""
    sales_order_states.check("change_type", order)
    old, new = TRAITS[order.order_type], TRAITS[to]
    if new.created_by_project:
        raise TypeNotOffered()
    known = new.offered or room_of(to) is not None
    if to == order.order_type or not known or _never(old, new) or _never(new, old):
        raise TypeNotAvailable(a=order.get_order_type_display(), b=SalesOrderType(to).label)
    _check_leaving(order)


def _check_leaving(order: SalesOrder) -> None:
    room = room_of(order.order_type)
    if room is not None:
        room.check_leaving(order)


def why_type_is_final(order: SalesOrder) -> BusinessRuleError | None:
    """Return why the order can become nothing else, whatever type is asked for: ORD-08, ORD-11, or what its room says (RET-02)."""
    try:
        sales_order_states.check("change_type", order)
        _check_leaving(order)
    except BusinessRuleError as refusal:
        return refusal
    return None


def allowed_actions(order: SalesOrder) -> list[str]:
    """Return what can be done with an order as it stands; of one that a room keeps, the room is asked about its type.

    Asked of its lines is only whether something of them is cancelled, delivered or invoiced.
    """
    traits = TRAITS[order.order_type]
    cannot = {
        "confirm": not traits.confirmable,
        "post_packing_slip": not traits.posts_documents,
        "post_invoice": not traits.posts_documents,
        "change_type": why_type_is_final(order) is not None,
        "reopen": not any(_reopens(line) for line in order.lines.all()),
        "delete": any(line.delivered_quantity or line.invoiced_quantity for line in order.lines.all()),
    }
    return [action for action in sales_order_states.allowed_actions(order) if not cannot.get(action)]


def _reopens(line: SalesOrderLine) -> bool:
    return bool(line.cancelled_quantity) and line.kind != LineKind.COMMERCIAL and line.origin != SalesOrderLine.Origin.CREDIT


def _never(one: OrderTypeTraits, other: OrderTypeTraits) -> bool:
    """Tell whether two types never become each other: what takes goods back is sold neither again and again nor on a project."""
    return one.returns_goods and (other.reopens_after_invoice or other.created_by_project)


def possible_types(order: SalesOrder) -> list[tuple[str, str]]:
    """Return the types that the order may become as far as type and status go, as choices."""
    found = []
    for value, label in SalesOrderType.choices:
        try:
            check_pair(order, value)
        except BusinessRuleError:
            continue
        found.append((value, str(label)))
    return found


def asks_to_turn(order: SalesOrder, to: str) -> bool:
    """Tell whether the goods go the other way, so that ORD-34 is asked."""
    return TRAITS[order.order_type].returns_goods != TRAITS[to].returns_goods


def check_signs(order: SalesOrder, to: str, lines: Iterable[SalesOrderLine]) -> None:
    """Refuse negative lines where the new type takes none (ORD-13)."""
    if not TRAITS[to].allows_negative and any(line.ordered_quantity < 0 for line in lines):
        raise NegativeNotAllowed(t=SalesOrderType(to).label, field="order_type")


def leaves_stock(order: SalesOrder, to: str) -> bool:
    """Tell whether the stock of the order goes with its type, so that nothing of it may have moved (ORD-14)."""
    old, new = TRAITS[order.order_type], TRAITS[to]
    return old.holds_stock and (not new.holds_stock or new.returns_goods != old.returns_goods)


def becomes_firm(order: SalesOrder, to: str) -> bool:
    """Tell whether a draft becomes an order that documents are posted for."""
    return not TRAITS[order.order_type].posts_documents and TRAITS[to].posts_documents


def asks_for_prices(order: SalesOrder, to: str) -> bool:
    """Tell whether the prices of a draft may be out of date, so that ORD-33 is asked."""
    return becomes_firm(order, to) and order.order_date < order.legal_entity.today()
