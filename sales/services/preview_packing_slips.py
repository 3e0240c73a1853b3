"""Show which packing slips would be posted, with the objections of the floors above (sales.md §11.4)."""

from __future__ import annotations

from django.db import transaction

from foundation.events import publish
from sales.deliveries import DeliveryPlan, DeliveryRequest
from sales.events import PackingSlipsPlanned
from sales.services.plan_deliveries import plan_deliveries


@transaction.atomic
def preview_packing_slips(request: DeliveryRequest) -> DeliveryPlan:
    """Return the plan of packing slips as a posting would take it, refused by whom the posting would ask too; writes nothing."""
    plan = plan_deliveries(request)
    publish(PackingSlipsPlanned(plan))
    return plan
