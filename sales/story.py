"""What the timelines of sales documents tell beside their own events: deliveries, confirmations, and how they were sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from foundation.backoffice.documents import StoryPart
from foundation.backoffice.registry import register_line_model, register_story
from foundation.documents.document_types import DocumentType
from foundation.organization.access import Access
from sales.models import PackingSlip, SalesOrderLine

ORDER, SLIP, CONFIRMATION = "sales.salesorder", "sales.packingslip", "sales.orderconfirmation"
VIEW_SLIP = "sales.view_packingslip"


def register() -> None:
    """Add all of it."""
    register_line_model(ORDER, SalesOrderLine)
    register_story(ORDER, order_story)
    register_story(SLIP, slip_story)
    register_story(CONFIRMATION, confirmation_story)


def order_story(order: Any, access: Access) -> Iterable[StoryPart]:
    """Return the confirmations and packing slips of an order."""
    entity = access.legal_entity
    versions = [version.pk for version in order.confirmations.all()]
    yield StoryPart(CONFIRMATION, versions, "sales:confirmation", (DocumentType.CONFIRMATION,))
    if access.may(VIEW_SLIP):
        yield StoryPart(SLIP, PackingSlip.of(entity).for_orders([order.pk]), "sales:packing-slip", (DocumentType.PACKING_SLIP,))


def slip_story(slip: Any, _access: Access) -> Iterable[StoryPart]:
    """Return how a packing slip was sent."""
    yield StoryPart(SLIP, [slip.pk], papers=(DocumentType.PACKING_SLIP,))


def confirmation_story(confirmation: Any, _access: Access) -> Iterable[StoryPart]:
    """Return how a confirmation was sent."""
    yield StoryPart(CONFIRMATION, [confirmation.pk], papers=(DocumentType.CONFIRMATION,))
