"""Put orders on hold, check holds out while working on them, and clear them (sales.md §10.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from foundation.errors import BusinessRuleError
from foundation.organization.access import Access
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.hold_errors import ClosedOrderHold, HoldCheckedOut, HoldCleared, HoldNeedsRole, NotCheckedOut, NotYourCheckout
from sales.models import HoldCode, OrderHold, SalesOrder, SalesOrderLine
from sales.services import stock
from sales.statuses import LIVE


@dataclass
class ClearedHolds:
    """What came of clearing some holds: those that are cleared, and by key why others are not."""

    holds: list[OrderHold] = field(default_factory=list)
    refusals: dict[int, BusinessRuleError] = field(default_factory=dict)

    def or_raise(self) -> ClearedHolds:
        """Raise the first refusal, if there is one."""
        for error in self.refusals.values():
            raise error
        return self


@transaction.atomic
def place_hold(
    entity: LegalEntity, order_ids: Sequence[int], code: HoldCode, user: User, *, reason: str = "", notes: str = ""
) -> list[OrderHold]:
    """Put orders on hold and return the holds; raises HLD-02 for a closed order.

    A code that removes reservations releases what the orders have reserved at once.
    """
    orders = list(SalesOrder.of(entity).filter(pk__in=list(order_ids)).locked())
    if any(order.status not in LIVE for order in orders):
        raise ClosedOrderHold()
    holds = OrderHold.of(entity).bulk_create(
        OrderHold(legal_entity=entity, order=order, code=code, reason=reason, notes=notes, placed_by=user) for order in orders
    )
    _touch(entity, orders, do_not_process=True)
    if code.remove_reservations:
        stock.release_reservations(entity, _line_ids(entity, orders))
    audit.record(entity, user, f"hold {code} placed", orders, reason=reason)
    return list(holds)


@transaction.atomic
def check_out_hold(entity: LegalEntity, hold_id: int, user: User) -> OrderHold:
    """Say "I am working on it"; raises HLD-03 when someone else does, HLD-06 when the hold is cleared."""
    hold = _locked(entity, hold_id)
    if hold.checked_out_to is not None and hold.checked_out_to_id != user.pk:
        raise HoldCheckedOut(user=hold.checked_out_to.name)
    return _check_out(entity, hold, user, user, "hold checked out")


@transaction.atomic
def override_checkout(entity: LegalEntity, hold_id: int, user: User, to: User | None = None) -> OrderHold:
    """Take a checkout over from someone else, for oneself unless another user is named.

    The permission sales.override_checkout stands before this. Raises HLD-06.
    """
    return _check_out(entity, _locked(entity, hold_id), to or user, user, "hold checkout overridden")


@transaction.atomic
def clear_checkout(entity: LegalEntity, hold_id: int, user: User) -> OrderHold:
    """Give a checkout back, the hold stays; raises HLD-04 when it is another user's, HLD-07 when nobody's, HLD-06 for a cleared hold."""
    hold = _locked(entity, hold_id)
    if hold.checked_out_to is None:
        raise NotCheckedOut()
    if hold.checked_out_to_id != user.pk:
        raise NotYourCheckout(user=hold.checked_out_to.name)
    return _check_out(entity, hold, None, user, "hold checkout cleared")


@transaction.atomic
def write_notes(entity: LegalEntity, hold_id: int, notes: str, user: User) -> OrderHold:
    """Write down what is known about an active hold, and log what stood there; raises HLD-06 when it is cleared."""
    hold = _locked(entity, hold_id)
    if notes != hold.notes:
        changes = {hold.order_id: {"notes": [hold.notes, notes]}}
        hold.notes = notes
        OrderHold.of(entity).filter(pk=hold.pk).update(notes=notes)
        audit.record(entity, user, "hold notes changed", [hold.order], changes=changes)
    return hold


def clear_hold(entity: LegalEntity, hold_id: int, access: Access) -> OrderHold:
    """Lift a hold as ``clear_holds`` does; raises its refusals."""
    return clear_holds(entity, [hold_id], access).or_raise().holds[0]


@transaction.atomic
def clear_holds(entity: LegalEntity, hold_ids: Sequence[int], access: Access) -> ClearedHolds:
    """Lift holds; with the last one an order is processed again, and reserves again when it does so by itself (sales.md §10.1).

    Left out are holds that are checked out to someone else (HLD-03), whose code names a role that the user does not have (HLD-05),
    or that are cleared already (HLD-06).
    """
    done = ClearedHolds()
    for hold in _locked_holds(entity, hold_ids):
        error = not_clearable(hold, access)
        if error is None:
            done.holds.append(hold)
        else:
            done.refusals[hold.pk] = error
    if done.holds:
        _clear(entity, done.holds, access.user)
    return done


def _clear(entity: LegalEntity, holds: Sequence[OrderHold], user: User) -> None:
    """Write down who cleared the holds and when, and let orders go on that no other hold stops."""
    now = timezone.now()
    OrderHold.of(entity).filter(pk__in=[hold.pk for hold in holds]).update(cleared_by=user, cleared_at=now)
    orders = {hold.order_id: hold.order for hold in holds}
    still_held = set(OrderHold.of(entity).active().filter(order__in=orders).values_list("order", flat=True))
    _touch(entity, [order for key, order in orders.items() if key not in still_held], do_not_process=False)
    released = {key for key, order in orders.items() if order.automatic_reservation} - still_held
    if released:
        stock.reserve_open(entity, _line_ids(entity, [orders[key] for key in released]))
    cleared_by_code = defaultdict(list)
    for hold in holds:
        hold.cleared_by, hold.cleared_at = user, now
        cleared_by_code[hold.code.code].append(hold.order)
    for code, cleared in cleared_by_code.items():
        audit.record(entity, user, f"hold {code} cleared", cleared)


def not_clearable(hold: OrderHold, access: Access) -> BusinessRuleError | None:
    """Return why the user cannot clear a hold, None when nothing stands in the way."""
    if hold.cleared_at is not None:
        return HoldCleared(code=hold.code, o=hold.order)
    if hold.checked_out_to is not None and hold.checked_out_to_id != access.user.pk:
        return HoldCheckedOut(user=hold.checked_out_to.name)
    if hold.code.role and hold.code.role not in access.roles:
        return HoldNeedsRole(code=hold.code)
    return None


def _locked_holds(entity: LegalEntity, hold_ids: Sequence[int]) -> list[OrderHold]:
    """Return holds as they stand once their orders are locked, which every step with a hold waits for."""
    rows = OrderHold.of(entity).filter(pk__in=list(hold_ids))
    list(SalesOrder.of(entity).filter(pk__in=list(rows.values_list("order", flat=True))).locked().values_list("pk"))
    return list(rows.select_related("order", "code", "checked_out_to").order_by("pk"))


def _locked(entity: LegalEntity, hold_id: int) -> OrderHold:
    """Return an active hold with its order locked; raises HLD-06 for one that was cleared."""
    [hold] = _locked_holds(entity, [hold_id])
    if hold.cleared_at is not None:
        raise HoldCleared(code=hold.code, o=hold.order)
    return hold


def _check_out(entity: LegalEntity, hold: OrderHold, to: User | None, user: User, action: str) -> OrderHold:
    hold.checked_out_to, hold.checked_out_at = to, timezone.now() if to else None
    OrderHold.of(entity).filter(pk=hold.pk).update(checked_out_to=to, checked_out_at=hold.checked_out_at)
    audit.record(entity, user, action, [hold.order])
    return hold


def _touch(entity: LegalEntity, orders: Sequence[SalesOrder], *, do_not_process: bool) -> None:
    SalesOrder.of(entity).filter(pk__in=[order.pk for order in orders]).update(do_not_process=do_not_process, updated_at=timezone.now())


def _line_ids(entity: LegalEntity, orders: Sequence[SalesOrder]) -> list[int]:
    return list(SalesOrderLine.of(entity).filter(order__in=orders).to_deliver().values_list("pk", flat=True))
