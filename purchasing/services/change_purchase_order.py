"""Promise dates of what is on its way, and give up what will not come (sales.md §12.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from foundation.database.set_update import update_from_values
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from purchasing.errors import DirectInPart, NoPurchaseLines
from purchasing.models import PurchaseOrder, PurchaseOrderLine
from purchasing.services import expected_stock, purchase_quantities
from purchasing.services.deliver_direct import back_to_stock, promise_direct
from purchasing.services.load_purchases import lock_purchase, lock_purchases


@transaction.atomic
def confirm_dates(entity: LegalEntity, order_id: int, dates: Mapping[int, date | None], user: User) -> PurchaseOrder:
    """Set the days that the vendor confirmed, by open line; None takes a promise back. Raises PUR-01."""
    return confirm_dates_of_orders(entity, {order_id: dates}, user)[0]


@transaction.atomic
def confirm_dates_of_orders(entity: LegalEntity, dates: Mapping[int, Mapping[int, date | None]], user: User) -> list[PurchaseOrder]:
    """Set the days that vendors confirmed, by purchase order and open line, in statements that do not grow with the orders.

    Customers are promised the days of direct deliveries. Raises PUR-01.
    """
    changed: list[PurchaseOrderLine] = []
    changes: dict[int, dict[str, list[str | None]]] = {}
    locked = lock_purchases(entity, dates, "confirm_dates")
    for order_id, known in locked.items():
        days, changes[order_id] = dates[order_id], {}
        for line in [line for key, line in known.lines.items() if key in days and days[key] != line.confirmed_date]:
            changes[order_id][f"lines.{line.line_number}.confirmed_date"] = [_text(line.confirmed_date), _text(days[line.pk])]
            line.confirmed_date = days[line.pk]
            changed.append(line)
    update_from_values(PurchaseOrderLine, ("confirmed_date",), [(line.pk, line.confirmed_date) for line in changed])
    expected_stock.expect(entity, changed)
    promise_direct(entity, changed, user)
    orders = [known.order for known in locked.values()]
    audit.record(entity, user, "dates confirmed", orders, changes=changes)
    return orders


@transaction.atomic
def cancel_purchase_remainder(
    entity: LegalEntity, order_id: int, user: User, *, wanted: Mapping[int, Decimal] | None = None, reason: str = ""
) -> PurchaseOrder:
    """Give up what is still to come, or a quantity of it by line; what was reserved of it waits again.

    A direct delivery is given up as a whole and its line leaves from stock. Raises PUR-01, PUR-02, PUR-04, and PUR-10 for a part of it.
    """
    known = lock_purchase(entity, order_id, "cancel_remainder")
    taken = known.quantities(wanted)
    if not taken:
        raise NoPurchaseLines()
    _check_whole(taken)
    cancel_lines(entity, taken)
    back_to_stock(entity, [line.sales_line_id for line in taken if line.direct_delivery and line.sales_line_id])
    audit.record(entity, user, "remainder cancelled", [known.order], reason=reason)
    return PurchaseOrder.of(entity).get(pk=order_id)


def cancel_lines(entity: LegalEntity, taken: Mapping[PurchaseOrderLine, Decimal]) -> None:
    """Give up quantities of locked lines that are read with their items and orders."""
    expected_stock.unmark(entity, taken)
    for line, quantity in taken.items():
        line.cancelled_quantity += quantity
    order_ids = sorted({line.order_id for line in taken})
    purchase_quantities.cancel(entity, order_ids, {line.pk: quantity for line, quantity in taken.items()})
    expected_stock.expect(entity, taken)


def _check_whole(taken: Mapping[PurchaseOrderLine, Decimal]) -> None:
    for line, quantity in taken.items():
        if line.direct_delivery and line.sales_line is not None and quantity != line.remainder:
            raise DirectInPart(l=line.line_number, o=line.sales_line.order.number, q=f"{line.remainder.normalize():f}")


def _text(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
