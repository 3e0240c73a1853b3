"""Put orders on hold, check holds out while working on them, and clear them (sales.md §10.1)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from foundation.organization.access import Access
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.hold_errors import ClosedOrderHold, HoldCheckedOut, HoldNeedsRole, NotYourCheckout
from sales.models import HoldCode, OrderHold, SalesOrder, SalesOrderLine
from sales.services import stock
from sales.statuses import LIVE


@transaction.atomic
def place_hold(entity: LegalEntity, order_ids: Sequence[int], code: HoldCode, user: User, *, reason: str = "") -> list[OrderHold]:
    """Put orders on hold and return the holds; raises HLD-02 for a closed order.

    A code that removes reservations releases what the orders have reserved at once.
    """
    orders = list(SalesOrder.of(entity).filter(pk__in=list(order_ids)).locked())
    if any(order.status not in LIVE for order in orders):
        raise ClosedOrderHold()
    holds = OrderHold.of(entity).bulk_create(
        OrderHold(legal_entity=entity, order=order, code=code, reason=reason, placed_by=user) for order in orders
    )
    _touch(entity, orders, do_not_process=True)
    if code.remove_reservations:
        stock.release_reservations(entity, _line_ids(entity, orders))
    audit.record(entity, user, f"hold {code} placed", orders, reason=reason)
    return list(holds)


@transaction.atomic
def check_out_hold(entity: LegalEntity, hold_id: int, user: User) -> OrderHold:
    """Say "I am working on it"; raises HLD-03 when someone else does."""
    hold = _locked(entity, hold_id)
    if hold.checked_out_to is not None and hold.checked_out_to_id != user.pk:
        raise HoldCheckedOut(user=hold.checked_out_to.name)
    return _check_out(entity, hold, user, user, "hold checked out")


@transaction.atomic
def override_checkout(entity: LegalEntity, hold_id: int, user: User) -> OrderHold:
    """Take a checkout over from someone else; the permission sales.override_checkout stands before this."""
    return _check_out(entity, _locked(entity, hold_id), user, user, "hold checkout overridden")


@transaction.atomic
def clear_checkout(entity: LegalEntity, hold_id: int, user: User) -> OrderHold:
    """Give a checkout back, the hold stays; raises HLD-04 when it is another user's."""
    hold = _locked(entity, hold_id)
    if hold.checked_out_to_id != user.pk:
        raise NotYourCheckout(user=hold.checked_out_to.name if hold.checked_out_to else "–")
    return _check_out(entity, hold, None, user, "hold checkout cleared")


@transaction.atomic
def clear_hold(entity: LegalEntity, hold_id: int, access: Access) -> OrderHold:
    """Lift a hold; with the last one the order is processed again, and reserves again when it does so by itself.

    Raises HLD-03 when it is checked out to someone else, HLD-05 when its code names a role that the user does not have.
    """
    hold = _locked(entity, hold_id)
    user = access.user
    if hold.checked_out_to is not None and hold.checked_out_to_id != user.pk:
        raise HoldCheckedOut(user=hold.checked_out_to.name)
    if hold.code.role and hold.code.role not in access.roles:
        raise HoldNeedsRole(code=hold.code)
    OrderHold.of(entity).filter(pk=hold.pk, cleared_at=None).update(cleared_by=user, cleared_at=timezone.now())
    order = hold.order
    if not OrderHold.of(entity).active().filter(order=order).exists():
        _touch(entity, [order], do_not_process=False)
        if hold.code.remove_reservations and order.automatic_reservation:
            stock.reserve_open(entity, _line_ids(entity, [order]))
    audit.record(entity, user, f"hold {hold.code} cleared", [order])
    return _locked(entity, hold_id, active=False)


def _locked(entity: LegalEntity, hold_id: int, *, active: bool = True) -> OrderHold:
    holds = OrderHold.of(entity).filter(pk=hold_id)
    found: OrderHold = (holds.active() if active else holds).select_related("order", "code", "checked_out_to").get()
    list(SalesOrder.of(entity).filter(pk=found.order_id).locked().values_list("pk"))
    return found


def _check_out(entity: LegalEntity, hold: OrderHold, to: User | None, user: User, action: str) -> OrderHold:
    hold.checked_out_to, hold.checked_out_at = to, timezone.now() if to else None
    OrderHold.of(entity).filter(pk=hold.pk).update(checked_out_to=to, checked_out_at=hold.checked_out_at)
    audit.record(entity, user, action, [hold.order])
    return hold


def _touch(entity: LegalEntity, orders: Sequence[SalesOrder], *, do_not_process: bool) -> None:
    SalesOrder.of(entity).filter(pk__in=[order.pk for order in orders]).update(do_not_process=do_not_process, updated_at=timezone.now())


def _line_ids(entity: LegalEntity, orders: Sequence[SalesOrder]) -> list[int]:
    return list(SalesOrderLine.of(entity).filter(order__in=orders).to_deliver().values_list("pk", flat=True))
