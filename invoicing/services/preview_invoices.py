"""Show which invoices would be posted, with the objections of the floors above (sales.md §11.5)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from foundation.events import publish
from foundation.organization.access import Access
from foundation.organization.models import LegalEntity
from invoicing.events import CustomerInvoicesPlanned
from invoicing.planning import InvoicePlan, InvoiceRequest
from invoicing.services.plan_invoices import plan_invoices


@transaction.atomic
def preview_invoices(legal_entity: LegalEntity, order_ids: Collection[int], request: InvoiceRequest, *, access: Access) -> InvoicePlan:
    """Return the plan of invoices as a posting would take it, refused by whom the posting would ask too; writes nothing."""
    plan = plan_invoices(legal_entity, order_ids, request, access=access)
    publish(CustomerInvoicesPlanned(legal_entity, plan))
    return plan
