"""What becomes of quotations without an order: lost, cancelled, opened again; and a longer life for one that expired (sales.md §5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.quotations.errors import ExpiryPassed
from sales.quotations.models import Quotation, QuotationReason
from sales.quotations.services.follow_ups import close_follow_ups
from sales.quotations.statuses import QuotationStatus, quotation_states


@transaction.atomic
def lose_quotations(
    entity: LegalEntity, quotation_ids: Sequence[int], user: User, *, reason: QuotationReason, competitor: str = ""
) -> list[Quotation]:
    """Mark sent quotations as lost, to whom where that is known, and close their follow-up. Raises GEN-06."""
    found = _settle(entity, quotation_ids, "lose", user, status=QuotationStatus.LOST, reason=reason, competitor=competitor.strip())
    close_follow_ups(entity, found, user)
    return found


@transaction.atomic
def cancel_quotations(entity: LegalEntity, quotation_ids: Sequence[int], user: User, *, reason: QuotationReason) -> list[Quotation]:
    """Withdraw sent quotations, and close their follow-up. Raises GEN-06."""
    found = _settle(entity, quotation_ids, "cancel", user, status=QuotationStatus.CANCELLED, reason=reason)
    close_follow_ups(entity, found, user)
    return found


@transaction.atomic
def reopen_quotations(entity: LegalEntity, quotation_ids: Sequence[int], user: User) -> list[Quotation]:
    """Open lost or cancelled quotations again, as their next revision and without the reason. Raises GEN-06."""
    changes = {"status": QuotationStatus.CREATED, "revision": F("revision") + 1, "reason": None, "competitor": ""}
    return _settle(entity, quotation_ids, "reopen", user, **changes)


@transaction.atomic
def extend_quotations(entity: LegalEntity, quotation_ids: Sequence[int], user: User, *, expiry_date: date) -> list[Quotation]:
    """Let quotations stand until another day, without a new revision. Raises GEN-06 and QUO-02."""
    later = Quotation.of(entity).filter(pk__in=list(quotation_ids), quotation_date__gt=expiry_date).exists()
    if later or expiry_date < entity.today():
        raise ExpiryPassed(d=expiry_date)
    return _settle(entity, quotation_ids, "extend", user, expiry_date=expiry_date)


@transaction.atomic
def give_up_alternatives(entity: LegalEntity, quotation_ids: Sequence[int], user: User, *, reason: QuotationReason) -> list[Quotation]:
    """Mark the alternatives of a quotation that was won as lost, sent or not, and close their follow-up (sales.md §5.5)."""
    found = list(Quotation.of(entity).live().filter(pk__in=list(quotation_ids)).locked())
    _change(entity, found, "lose", user, status=QuotationStatus.LOST, reason=reason)
    close_follow_ups(entity, found, user)
    return found


def _settle(entity: LegalEntity, quotation_ids: Sequence[int], action: str, user: User, **changes: object) -> list[Quotation]:
    """Check and change quotations, and tell the audit trail; three statements for any number."""
    found = list(Quotation.of(entity).filter(pk__in=list(quotation_ids)).locked())
    quotation_states.check_all(action, found)
    _change(entity, found, action, user, **changes)
    return found


def _change(entity: LegalEntity, found: Sequence[Quotation], action: str, user: User, **changes: object) -> None:
    Quotation.of(entity).filter(pk__in=[known.pk for known in found]).update(**changes, updated_at=timezone.now())
    told = {name: value for name, value in changes.items() if name != "revision"}
    audit.record(
        entity,
        user,
        action,
        found,
        changes={known.pk: {name: [str(getattr(known, name) or ""), str(value or "")] for name, value in told.items()} for known in found},
    )
