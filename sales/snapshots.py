"""What a confirmation or packing slip prints of its order, copied at posting so that later edits change no paper."""

from __future__ import annotations

from typing import Any

from foundation.documents.rendering import Seller
from foundation.organization.models import LegalEntity
from sales.models import SalesOrder


def header_snapshot(entity: LegalEntity, order: SalesOrder, **more: Any) -> dict[str, Any]:
    """Return the names, addresses, terms and references of an order as printed, and who sends the document."""
    return {
        "seller": Seller.of(entity).as_snapshot(),
        "customer_account": order.customer.account,
        "customer_name": order.customer.name,
        "delivery_name": order.delivery_name,
        "delivery_street": order.delivery_street,
        "delivery_postal_code": order.delivery_postal_code,
        "delivery_city": order.delivery_city,
        "delivery_country": order.delivery_country,
        "delivery_terms": order.delivery_terms.name_in(order.language) if order.delivery_terms else "",
        "delivery_mode": order.delivery_mode.name_in(order.language) if order.delivery_mode else "",
        "customer_reference": order.customer_reference,
        "customer_requisition": order.customer_requisition,
        "contact_name": order.contact_name,
        "responsible": order.responsible.name if order.responsible else "",
        "order_number": order.number,
        "order_date": order.order_date.isoformat(),
        "text": order.text,
    } | more
