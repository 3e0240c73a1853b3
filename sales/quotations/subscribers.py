"""What quotations do when others tell of something: prospects become customers, items come in variants."""

from __future__ import annotations

from django.utils import timezone

from customers.events import ProspectConverted
from foundation.events import subscribe
from foundation.inventory.events import ItemsBecomingOthers
from foundation.organization.services import audit
from sales.quotations.models import Quotation, QuotationLine
from sales.quotations.statuses import LIVE


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


@subscribe(ItemsBecomingOthers)
def tell_offered_items(event: ItemsBecomingOthers) -> None:
    """Name the quotations that offer such items: one query."""
    lines = QuotationLine.of(event.legal_entity).filter(item__in=event.items)
    lines = lines.filter(quotation__status__in=LIVE) if event.only_open else lines
    for key, number in lines.order_by("item_id", "quotation__number").values_list("item_id", "quotation__number").distinct("item_id"):
        event.named.setdefault(key, number)
