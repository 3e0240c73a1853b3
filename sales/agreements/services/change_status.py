"""Make agreements effective, put them on hold, close, reopen and delete them (sales.md §15.2)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from foundation.documents.formatting import format_money
from foundation.errors import BusinessRuleError
from foundation.money import ZERO
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.agreements.errors import AgreementConfirmed, AgreementExpired, AgreementHasOrders, StillOpen
from sales.agreements.models import AgreementLine, AgreementLink, AgreementVersion, OrderAgreement, SalesAgreement
from sales.agreements.services.save_agreement import check_complete, load_locked
from sales.agreements.statuses import sales_agreement_states


@transaction.atomic
def make_effective(entity: LegalEntity, agreement_id: int, user: User) -> SalesAgreement:
    """Let an agreement be ordered from; raises GEN-06, and AGR-02 without lines or dates."""
    return take_step(entity, [agreement_id], "make_effective", user)[0]


@transaction.atomic
def put_on_hold(entity: LegalEntity, agreement_id: int, user: User) -> SalesAgreement:
    """Let nothing more be ordered from an agreement; what is linked stays linked. Raises GEN-06."""
    return take_step(entity, [agreement_id], "place_on_hold", user)[0]


@transaction.atomic
def close_agreement(entity: LegalEntity, agreement_id: int, user: User, *, close_anyway: bool = False) -> SalesAgreement:
    """Close an agreement; raises GEN-06, and AGR-03 while something of it is open that nobody gave up."""
    return take_step(entity, [agreement_id], "close", user, close_anyway=close_anyway)[0]


@transaction.atomic
def take_step(
    entity: LegalEntity, agreement_ids: Sequence[int], action: str, user: User, *, close_anyway: bool = False
) -> list[SalesAgreement]:
    """Make agreements effective, place them on hold or close them: a fixed number of statements. Raises the first of ``objections``."""
    list(SalesAgreement.of(entity).filter(pk__in=list(agreement_ids)).locked().values_list("pk"))
    found = list(SalesAgreement.of(entity).for_page().filter(pk__in=list(agreement_ids)))
    for objection in objections(entity, found, action, close_anyway=close_anyway).values():
        raise objection
    target, changes = sales_agreement_states.transition(action).target, {}
    for agreement in found:
        changes[agreement.pk] = {"status": [agreement.status, target]}
        agreement.status = target
    SalesAgreement.of(entity).filter(pk__in=list(changes)).update(status=target, updated_at=timezone.now())
    audit.record(entity, user, action.replace("_", " "), found, changes=changes)
    return found


def objections(
    entity: LegalEntity, agreements: Sequence[SalesAgreement], action: str, *, close_anyway: bool = False
) -> dict[int, BusinessRuleError]:
    """Return why agreements cannot take a step, by key: one statement for any number.

    GEN-06 for their status, AGR-02 for one to make effective without lines or dates, AGR-03 for one to close of which something is open.
    """
    found: dict[int, BusinessRuleError] = {}
    counts, amounts = _line_counts(entity, agreements, action), _ordered(entity, agreements, action)
    for agreement in agreements:
        try:
            sales_agreement_states.check(action, agreement)
            if action == "make_effective":
                check_complete(agreement, counts.get(agreement.pk, 0))
            elif action == "close" and not close_anyway:
                _check_nothing_open(entity, agreement, amounts.get(agreement.pk, ZERO))
        except BusinessRuleError as error:
            found[agreement.pk] = error
    return found


def _line_counts(entity: LegalEntity, agreements: Sequence[SalesAgreement], action: str) -> dict[int, int]:
    if action != "make_effective":
        return {}
    rows = AgreementLine.of(entity).filter(agreement__in=[known.pk for known in agreements])
    return dict(rows.order_by().values_list("agreement").annotate(lines=Count("pk")))


def _ordered(entity: LegalEntity, agreements: Sequence[SalesAgreement], action: str) -> dict[int, Decimal]:
    if action != "close":
        return {}
    rows = AgreementLink.of(entity).filter(commitment__agreement__in=[known.pk for known in agreements]).released_amounts()
    return {row["commitment__agreement"]: row["amount"] for row in rows}


def _check_nothing_open(entity: LegalEntity, agreement: SalesAgreement, ordered: Decimal) -> None:
    """Raise StillOpen (AGR-03) while something of a running agreement was not ordered."""
    left = agreement.committed_amount - ordered
    if left > 0 and not agreement.is_expired(entity.today()):
        raise StillOpen(r=format_money(left, agreement.currency_id))


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
