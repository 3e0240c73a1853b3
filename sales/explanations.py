"""Why an order has its status, and what its next actions wait for, in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.holds import STOPS
from customers.models import Customer, HoldKind
from foundation.backoffice.documents import Notice
from foundation.backoffice.formats import format_moment, format_quantity
from foundation.errors import Text
from foundation.organization.access import Access
from foundation.organization.models import LegalEntity
from sales.models import OrderHold, SalesOrder, SalesOrderLine
from sales.statuses import TRAITS, SalesStatus
from sales.type_changes import why_type_is_final

MOST_LINES = 5


def posts_nothing(order: Any, _access: Access) -> Text:
    """Return why no document can be posted for an order of its type; blank when documents can."""
    return "" if TRAITS[order.order_type].posts_documents else _("A journal posts no documents. Change its type first.")


def goods_leave(order: Any, _access: Access) -> bool:
    """Tell whether an order is of a type whose goods leave, and do not come back."""
    return not TRAITS[order.order_type].returns_goods


def is_firm(order: Any, _access: Access) -> bool:
    """Tell whether documents can be posted for the order, so that changing its type is no step that comes next."""
    return TRAITS[order.order_type].posts_documents


def type_is_final(order: Any, _access: Access) -> Text:
    """Return why the order can get no other type; blank when it can."""
    refusal = why_type_is_final(order)
    return str(refusal) if refusal else ""


def nothing_to_deliver(order: Any, access: Access) -> Text:
    """Return why no packing slip can be posted, naming the lines; blank when something is left to deliver."""
    if posts_nothing(order, access):
        return posts_nothing(order, access)
    lines = list(SalesOrderLine.of(access.legal_entity).of_order(order.pk))
    if not lines:
        return _("Nothing is left to deliver: the order has no lines.")
    if any(line.deliver_remainder for line in lines):
        return ""
    return _("Nothing is left to deliver: %(lines)s.") % {"lines": _groups(lines)}


def nothing_to_confirm(order: Any, _access: Access) -> bool:
    """Tell whether the customer has what the order says, so that confirming is no step of its own any more."""
    return bool(order.confirmed_version) and not order.changed_since_confirmation or order.status != SalesStatus.OPEN


def status_reasons(entity: LegalEntity, order: SalesOrder, lines: Sequence[SalesOrderLine], holds: Sequence[OrderHold]) -> list[str]:
    """Return the sentences that explain the status: what it means, how far each line is, and what stops the order."""
    found = [_meaning(order.status, lines), *(_line(line) for line in lines)]
    if order.confirmed_version:
        changed = _("it was changed since") if order.changed_since_confirmation else _("it is as confirmed")
        found.append(
            _("Confirmed to the customer as version %(version)s; %(changed)s.") % {"version": order.confirmed_version, "changed": changed}
        )
    found += [
        _("Stopped by hold %(code)s since %(day)s.") % {"code": hold.code, "day": format_moment(hold.placed_at)}
        for hold in holds
        if hold.cleared_at is None
    ]
    return found + [str(notice.text) for notice in customer_holds(entity, order)]


def customer_holds(entity: LegalEntity, order: SalesOrder) -> list[Notice]:
    """Return what the holds of the order's customer and of its invoice account stop."""
    accounts: dict[int, Customer] = {order.customer_id: order.customer, order.invoice_account_id: order.invoice_account}
    return [notice for account in accounts.values() for notice in _customer_hold(account, entity)]


def _customer_hold(customer: Customer, entity: LegalEntity) -> list[Notice]:
    kind = customer.hold_on(entity.today())
    if not STOPS[kind]:
        return []
    text = _("Customer %(customer)s is on hold (%(kind)s): %(reason)s") % {
        "customer": customer,
        "kind": HoldKind(kind).label,
        "reason": customer.hold_reason or "–",
    }
    return [Notice("red" if kind == HoldKind.ALL else "amber", text)]


def _meaning(status: str, lines: Sequence[SalesOrderLine]) -> str:
    if status == SalesStatus.CANCELLED:
        return _("Cancelled: every line was cancelled.")
    if status == SalesStatus.INVOICED:
        return _("Invoiced: nothing is left to deliver or to invoice.")
    if status == SalesStatus.DELIVERED:
        return _("Delivered: nothing is left to deliver, and something is still to be invoiced.")
    if not lines:
        return _("Open: the order has no lines yet.")
    rest = sum(bool(line.deliver_remainder) for line in lines)
    return ngettext(
        "Open: %(count)s line has something left to deliver.", "Open: %(count)s lines have something left to deliver.", rest
    ) % {"count": rest}


def _line(line: SalesOrderLine) -> str:
    words = {
        "line": line.line_number,
        "ordered": format_quantity(line.ordered_quantity),
        "delivered": format_quantity(line.delivered_quantity),
        "invoiced": format_quantity(line.invoiced_quantity),
        "cancelled": format_quantity(line.cancelled_quantity),
    }
    if line.cancelled_quantity:
        return _("Line %(line)s: %(ordered)s ordered, %(delivered)s delivered, %(invoiced)s invoiced, %(cancelled)s cancelled.") % words
    return _("Line %(line)s: %(ordered)s ordered, %(delivered)s delivered, %(invoiced)s invoiced.") % words


def _groups(lines: Sequence[SalesOrderLine]) -> str:
    """Return which lines are delivered and which were cancelled: line 10 and 20 are delivered."""
    delivered = [line.line_number for line in lines if line.delivered_quantity]
    cancelled = [line.line_number for line in lines if not line.delivered_quantity and line.cancelled_quantity != Decimal(0)]
    parts = []
    if delivered:
        parts.append(
            ngettext("line %(lines)s is delivered", "lines %(lines)s are delivered", len(delivered)) % {"lines": _numbers(delivered)}
        )
    if cancelled:
        parts.append(
            ngettext("line %(lines)s is cancelled", "lines %(lines)s are cancelled", len(cancelled)) % {"lines": _numbers(cancelled)}
        )
    return ", ".join(parts)


def _numbers(numbers: Sequence[int]) -> str:
    shown = [str(number) for number in numbers[:MOST_LINES]]
    if len(numbers) > MOST_LINES:
        shown.append("…")
    return shown[0] if len(shown) == 1 else _("%(first)s and %(last)s") % {"first": ", ".join(shown[:-1]), "last": shown[-1]}
