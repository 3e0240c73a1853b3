"""What quotations do when others tell of something: a prospect that became a customer takes its open quotations along."""

from __future__ import annotations

from django.utils import timezone

from customers.events import ProspectConverted
from foundation.events import subscribe
from foundation.organization.services import audit
from sales.quotations.models import Quotation


@subscribe(ProspectConverted)
def follow_prospect(event: ProspectConverted) -> None:
    """Put the account of the customer on all open quotations of the prospect (sales.md §5.2)."""
    prospect = event.prospect
    customer = prospect.customer
    assert customer is not None
    found = list(Quotation.of(prospect.legal_entity).live().filter(prospect=prospect, customer=None).locked())
    invoice_account = customer.invoice_account_id or customer.pk
    keys = [known.pk for known in found]
    Quotation.of(prospect.legal_entity).filter(pk__in=keys).update(
        customer=customer, invoice_account=invoice_account, updated_at=timezone.now()
    )
    changes = {known.pk: {"customer": [prospect.account, customer.account]} for known in found}
    audit.record(prospect.legal_entity, event.user, "changed", found, changes=changes)
