"""Delete quotations that nobody decided on, or that came to nothing (sales.md §5.2)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.quotations.errors import ConfirmedNotDeletable, SentNotDeletable
from sales.quotations.models import Quotation
from sales.quotations.services.follow_ups import drop_follow_ups
from sales.quotations.statuses import QuotationStatus, quotation_states


@transaction.atomic
def delete_quotations(entity: LegalEntity, quotation_ids: Sequence[int], user: User) -> list[str]:
    """Delete quotations with their lines, versions and follow-up, and return their numbers; the audit trail keeps them.

    Raises QUO-09 for one that the customer has, QUO-10 for one that became an order.
    """
    quotations = list(Quotation.of(entity).filter(pk__in=list(quotation_ids)).locked())
    for quotation in quotations:
        check_deletable(quotation)
    audit.record(entity, user, "deleted", quotations)
    Quotation.of(entity).filter(pk__in=[quotation.pk for quotation in quotations]).delete()
    drop_follow_ups(entity, quotations)
    return [quotation.number for quotation in quotations]


def check_deletable(quotation: Quotation) -> None:
    """Raise QUO-09 or QUO-10 when the quotation must stay."""
    if quotation.status == QuotationStatus.SENT:
        raise SentNotDeletable()
    if quotation.status == QuotationStatus.CONFIRMED:
        raise ConfirmedNotDeletable()
    quotation_states.check("delete", quotation)
