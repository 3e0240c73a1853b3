"""Keep what is deleted of orders, when the parameters say so (sales.md §7.4, §22)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from foundation.database.fast_insert import insert_objects
from foundation.organization.models import LegalEntity, User
from sales.models import SalesOrder, SalesOrderLine, SalesParameters, VoidedOrder, VoidedOrderLine


def keep_voided(entity: LegalEntity, line_ids: Collection[int], user: User, *, whole_orders: bool = False) -> None:
    """Write down lines that are about to be deleted, one record per order, with who deletes them; four statements for any number.

    ``whole_orders`` says that their orders go with them. Nothing is kept where the parameter *Keep voided orders* is off.
    """
    if not line_ids or not SalesParameters.of(entity).keep_voided_orders:
        return
    rows = SalesOrderLine.of(entity).filter(pk__in=line_ids).select_related("order", "item", "unit").order_by("order_id", "line_number")
    lines = list(rows)
    orders = {line.order_id: line.order for line in lines}
    records = dict(zip(orders, insert_objects(_records(orders.values(), user, whole_orders)), strict=True))
    insert_objects([_line(records[line.order_id], line) for line in lines])


def _records(orders: Iterable[SalesOrder], user: User, whole_orders: bool) -> list[VoidedOrder]:
    return [
        VoidedOrder(
            legal_entity_id=order.legal_entity_id,
            number=order.number,
            order_type=order.order_type,
            whole_order=whole_orders,
            customer_id=order.customer_id,
            customer_reference=order.customer_reference,
            order_date=order.order_date,
            currency_id=order.currency_id,
            order_amount=order.order_amount,
            voided_by=user,
        )
        for order in orders
    ]


def _line(record: VoidedOrder, line: SalesOrderLine) -> VoidedOrderLine:
    return VoidedOrderLine(
        legal_entity_id=record.legal_entity_id,
        voided_order_id=record.pk,
        line_number=line.line_number,
        item_number=line.item.number,
        name=line.name,
        quantity=line.ordered_quantity,
        unit=line.unit.code,
        unit_price=line.unit_price,
        discount_percent=line.discount_percent,
        net_amount=line.net_amount,
    )
