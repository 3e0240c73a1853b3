"""What a confirmation or packing slip prints of its order, copied at posting so that later edits change no paper."""

from __future__ import annotations

from typing import Any

from foundation.documents.rendering import Seller
from foundation.organization.models import LegalEntity
from sales.delivery_places import DeliveryAddress, address_of
from sales.models import SalesOrder


def header_snapshot(
    entity: LegalEntity, order: SalesOrder, *, delivered_to: DeliveryAddress | None = None, modes: str | None = None, **more: Any
) -> dict[str, Any]:
    """Return the names, addresses, terms and references of an order as printed, and who sends the document.

    ``delivered_to`` and ``modes`` say where its lines go and how they travel, when that is not what the order says.
    """
    mode = order.delivery_mode.name_in(order.language) if order.delivery_mode else ""
    return {
        "seller": Seller.of(entity).as_snapshot(),
        "customer_account": order.customer.account,
        "customer_name": order.customer.name,
        **(delivered_to or address_of(order)).fields,
        "delivery_terms": order.delivery_terms.name_in(order.language) if order.delivery_terms else "",
        "delivery_mode": mode if modes is None else modes,
        "customer_reference": order.customer_reference,
        "customer_requisition": order.customer_requisition,
        "contact_name": order.contact_name,
        "responsible": order.responsible.name if order.responsible else "",
        "order_number": order.number,
        "order_date": order.order_date.isoformat(),
        "text": order.text,
    } | more
