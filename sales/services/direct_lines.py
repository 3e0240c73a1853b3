"""What becomes of lines that vendors deliver when they are deleted or nobody waits for them any more (sales.md §12.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from foundation.events import publish
from foundation.organization.models import LegalEntity
from sales.direct_delivery import UNKNOWN, sources_of
from sales.direct_errors import DirectPartlyDelivered, PurchaseAttached
from sales.events import DirectLinesCancelled, DirectLinesChanged, DirectLinesGone
from sales.models import SalesOrderLine
from sales.statuses import DeliveryType


def direct_of(lines: Iterable[SalesOrderLine]) -> list[SalesOrderLine]:
    """Return the lines that vendors deliver."""
    return [line for line in lines if line.delivery_type == DeliveryType.DIRECT]


def check_direct(entity: LegalEntity, lines: Sequence[SalesOrderLine], *, confirmed: bool) -> None:
    """Refuse to delete lines of which a vendor delivered a part (DIR-05), and others until it is confirmed (DIR-04)."""
    direct = direct_of(lines)
    for line in direct:
        if line.delivered_quantity or line.invoiced_quantity:
            raise DirectPartlyDelivered(l=line.line_number)
    if direct and not confirmed:
        source = sources_of(entity, [direct[0].pk]).get(direct[0].pk, UNKNOWN)
        raise PurchaseAttached(p=source.purchase_order)


def give_up_direct(entity: LegalEntity, lines: Iterable[SalesOrderLine]) -> None:
    """Tell that lines will be deleted, so that nobody waits any more for what vendors still have to deliver of them."""
    direct = direct_of(lines)
    if direct:
        publish(DirectLinesGone(entity, [line.pk for line in direct]))


def cancel_direct(entity: LegalEntity, quantities: Mapping[int, Decimal]) -> None:
    """Tell which quantities of lines nobody waits for any more, of those that vendors deliver."""
    direct = _direct_among(entity, quantities)
    if direct:
        publish(DirectLinesCancelled(entity, {key: quantities[key] for key in direct}))


def reopen_direct(entity: LegalEntity, line_ids: Collection[int]) -> None:
    """Tell that more of lines is to be delivered than before, of those that vendors deliver; raises DIR-06 while one still does."""
    direct = _direct_among(entity, line_ids)
    if direct:
        publish(DirectLinesChanged(entity, direct))


def _direct_among(entity: LegalEntity, line_ids: Collection[int]) -> list[int]:
    rows = SalesOrderLine.of(entity).direct().filter(pk__in=list(line_ids)).order_by("pk")
    return list(rows.values_list("pk", flat=True))
