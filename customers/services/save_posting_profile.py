"""Save a customer posting profile with its rules (customers.md §2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from customers.errors import ProfileAccountNotSummary, ProfileKeyUnknown
from customers.models import Customer, CustomerGroup, CustomerPostingProfile, CustomerPostingProfileLine
from foundation.errors import in_row
from foundation.ledger.models import Relation
from foundation.organization.models import LegalEntity, User
from foundation.organization.services.save_record import save_record
from foundation.organization.services.save_with_children import save_with_children


@transaction.atomic
def save_posting_profile(
    legal_entity: LegalEntity,
    profile: CustomerPostingProfile,
    lines: Mapping[int, CustomerPostingProfileLine],
    removed: Iterable[CustomerPostingProfileLine],
    *,
    user: User | None,
) -> CustomerPostingProfile:
    """Save the profile with its lines, given by their place in the form; a new default takes that mark from the old one.

    Raises ProfileKeyUnknown (CU-035) for a line about nobody, ProfileAccountNotSummary (CU-036) for an account that is no
    summary account, RowNotPossible (GEN-08) for two lines about the same.
    """
    for place, line in lines.items():
        with in_row(place):
            _check(legal_entity, line)
    if profile.is_default:
        for other in CustomerPostingProfile.of(legal_entity).filter(is_default=True).exclude(pk=profile.pk):
            other.is_default = False
            save_record(legal_entity, other, user=user)
    return save_with_children(legal_entity, profile, list(lines.values()), removed, user=user)


def _check(legal_entity: LegalEntity, line: CustomerPostingProfileLine) -> None:
    if line.relation == Relation.ALL:
        line.key = ""
    elif not _exists(legal_entity, line):
        raise ProfileKeyUnknown(key=line.key or "–", field="key")
    if not line.summary_account.is_summary:
        raise ProfileAccountNotSummary(account=line.summary_account, field="summary_account")


def _exists(legal_entity: LegalEntity, line: CustomerPostingProfileLine) -> bool:
    if line.relation == Relation.TABLE:
        return bool(Customer.of(legal_entity).filter(account=line.key).exists())
    return bool(CustomerGroup.of(legal_entity).filter(code=line.key).exists())
