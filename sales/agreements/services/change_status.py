"""Make agreements effective, put them on hold, close, reopen and delete them (sales.md §15.2)."""

from __future__ import annotations

from django.db import transaction

from foundation.documents.formatting import format_money
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.agreements.errors import AgreementConfirmed, AgreementExpired, AgreementHasOrders, StillOpen
from sales.agreements.models import AgreementLine, AgreementLink, AgreementVersion, OrderAgreement, SalesAgreement
from sales.agreements.services.save_agreement import check_complete, load_locked
from sales.agreements.statuses import sales_agreement_states


@transaction.atomic
def make_effective(entity: LegalEntity, agreement_id: int, user: User) -> SalesAgreement:
    """Let an agreement be ordered from; raises GEN-06, and AGR-02 without lines or dates."""
    agreement = load_locked(entity, agreement_id)
    sales_agreement_states.check("make_effective", agreement)
    check_complete(agreement, AgreementLine.of(entity).filter(agreement=agreement).count())
    return set_status(entity, agreement, "make_effective", user)


@transaction.atomic
def put_on_hold(entity: LegalEntity, agreement_id: int, user: User) -> SalesAgreement:
    """Let nothing more be ordered from an agreement; what is linked stays linked. Raises GEN-06."""
    return set_status(entity, load_locked(entity, agreement_id), "place_on_hold", user)


@transaction.atomic
def close_agreement(entity: LegalEntity, agreement_id: int, user: User, *, close_anyway: bool = False) -> SalesAgreement:
    """Close an agreement; raises GEN-06, and AGR-03 while something of it is open that nobody gave up."""
    agreement = load_locked(entity, agreement_id)
    sales_agreement_states.check("close", agreement)
    left = agreement.committed_amount - AgreementLink.of(entity).amount_of(agreement.pk)
    if left > 0 and not agreement.is_expired(entity.today()) and not close_anyway:
        raise StillOpen(r=format_money(left, agreement.currency_id))
    return set_status(entity, agreement, "close", user)


@transaction.atomic
def reopen_agreement(entity: LegalEntity, agreement_id: int, user: User) -> SalesAgreement:
    """Let a closed agreement be ordered from again; raises GEN-06, AGR-02, and AGR-21 for an expired one."""
    agreement = load_locked(entity, agreement_id)
    sales_agreement_states.check("reopen", agreement)
    if agreement.is_expired(entity.today()):
        raise AgreementExpired(a=agreement, d=agreement.expiration_date)
    check_complete(agreement, AgreementLine.of(entity).filter(agreement=agreement).count())
    return set_status(entity, agreement, "reopen", user)


@transaction.atomic
def delete_agreement(entity: LegalEntity, agreement_id: int, user: User) -> str:
    """Delete an agreement that nobody counts on, and return its number; raises AGR-05 for one with orders, AGR-23 for a confirmed one."""
    agreement = load_locked(entity, agreement_id)
    check_deletable(agreement)
    audit.record(entity, user, "deleted", [agreement])
    agreement.delete()
    return str(agreement)


def check_deletable(agreement: SalesAgreement) -> None:
    """Raise AGR-05 or AGR-23 when the agreement must stay."""
    entity = agreement.legal_entity_id
    if (
        AgreementLink.of(entity).filter(commitment__agreement=agreement).exists()
        or OrderAgreement.of(entity).filter(agreement=agreement).exists()
    ):
        raise AgreementHasOrders(a=agreement)
    if agreement.confirmed_version or AgreementVersion.of(entity).filter(agreement=agreement).exists():
        raise AgreementConfirmed(a=agreement)


def set_status(entity: LegalEntity, agreement: SalesAgreement, action: str, user: User) -> SalesAgreement:
    """Take one step of the state machine with a locked agreement, and tell the audit trail; raises its refusal."""
    sales_agreement_states.check(action, agreement)
    before, agreement.status = agreement.status, sales_agreement_states.transition(action).target
    agreement.save(update_fields=["status", "updated_at"])
    audit.record(entity, user, action.replace("_", " "), [agreement], changes={agreement.pk: {"status": [before, agreement.status]}})
    return agreement
