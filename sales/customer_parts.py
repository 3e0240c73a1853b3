"""What sales adds to the page of a customer: its latest orders, and entering another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import CustomerStatus, HoldKind
from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action, Related
from foundation.backoffice.registry import register_action, register_related
from foundation.errors import Text
from foundation.organization.access import Access
from sales.models import SalesOrder
from sales.tables.orders import STATUS_TONES

CUSTOMER = "customers.customer"
VIEW, CHANGE = "sales.view_salesorder", "sales.change_salesorder"
LATEST = 5


def register() -> None:
    """Put orders on the page of a customer."""
    register_related(CUSTOMER, latest_orders)
    register_action(
        CUSTOMER,
        Action(
            "order",
            gettext_lazy("New sales order"),
            "sales:order-new",
            CHANGE,
            icon="shopping-cart",
            blocked=why_no_order,
            address=new_order,
            key="o",
            order=10,
        ),
    )


def latest_orders(customer: Any, access: Access) -> Iterable[Related]:
    """Return the latest orders of a customer, and where all of them stand."""
    if not access.may(VIEW):
        return
    entity = access.legal_entity
    for order in SalesOrder.of(entity).listed().filter(customer=customer).order_by("-order_date", "-pk")[:LATEST]:
        status, tone = order.get_status_display(), STATUS_TONES.get(order.status, "grey")
        url = entity_url(entity, "sales:order", pk=order.pk)
        yield Related(_("Sales order"), order.number, url, order.order_date, status, tone, order.order_amount, order.currency_id)
    yield Related("", _("All sales orders of the customer"), entity_url(entity, "sales:orders", {"customer": customer.account}))


def new_order(customer: Any, access: Access) -> str:
    """Return the form of an order that starts with the customer."""
    return entity_url(access.legal_entity, "sales:order-new", {"customer": customer.account})


def why_no_order(customer: Any, _access: Access) -> Text:
    """Return why the customer takes no orders; blank when it does."""
    if customer.status != CustomerStatus.ACTIVE:
        return _("The customer is inactive.")
    if customer.hold_on(customer.legal_entity.today()) == HoldKind.ALL:
        return _("The customer is on hold.")
    return "" if customer.order_allowed else _("The customer only pays for others: orders are not allowed.")
