"""What sales announces to receivers outside: confirmed orders and posted packing slips, by ids and totals."""

from __future__ import annotations

from foundation.events import subscribe
from foundation.inventory.events import ItemsBecomingOthers
from foundation.webhooks.services.publish import publish_all
from foundation.webhooks.statuses import WebhookEvent
from sales.events import OrdersConfirmed, PackingSlipsPosted
from sales.models import OrderConfirmation, PackingSlip, SalesOrderLine
from sales.statuses import LIVE


@subscribe(OrdersConfirmed)
def announce_confirmations(event: OrdersConfirmed) -> None:
    """Announce confirmations in the transaction that writes them."""
    if event.confirmations:
        publish_all(event.confirmations[0].legal_entity, WebhookEvent.ORDER_CONFIRMED, map(_confirmation, event.confirmations))


@subscribe(PackingSlipsPosted)
def announce_packing_slips(event: PackingSlipsPosted) -> None:
    """Announce packing slips in the transaction that posts them."""
    if event.packing_slips:
        publish_all(event.packing_slips[0].legal_entity, WebhookEvent.PACKING_SLIP_POSTED, map(_packing_slip, event.packing_slips))


@subscribe(ItemsBecomingOthers)
def tell_ordered_items(event: ItemsBecomingOthers) -> None:
    """Name the orders, journals and returns that have such items on a line: one query."""
    lines = SalesOrderLine.of(event.legal_entity).filter(item__in=event.items)
    lines = lines.filter(status__in=LIVE) if event.only_open else lines
    for key, number in lines.order_by("item_id", "order__number").values_list("item_id", "order__number").distinct("item_id"):
        event.named.setdefault(key, number)


def _confirmation(confirmation: OrderConfirmation) -> dict[str, object]:
    return {
        "id": confirmation.pk,
        "number": confirmation.number,
        "version": confirmation.version,
        "order": confirmation.order_id,
        "order_number": confirmation.order.number,
        "customer_account": confirmation.order.customer.account,
        "date": confirmation.date,
        "currency": confirmation.currency_id,
        "tax": confirmation.tax_amount,
        "total": confirmation.total_amount,
    }


def _packing_slip(slip: PackingSlip) -> dict[str, object]:
    return {
        "id": slip.pk,
        "number": slip.number,
        "order": slip.order_id,
        "order_number": slip.order.number,
        "customer": slip.customer_id,
        "customer_account": slip.customer.account,
        "date": slip.date,
    }
