"""Accept a suggestion, decline it for its order or quotation, or leave it for later (sales.md §4)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from foundation.inventory.models import Item
from foundation.inventory.variants import require_variant
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.services.change_lines import Answers, LineEdit
from sales.services.exchange import Rates
from sales.suggestions.errors import SuggestionAnswered
from sales.suggestions.models import SuggestionKind, SuggestionLog, SuggestionState
from sales.suggestions.places import ChangedDocument, place_of


@transaction.atomic
def accept_suggestion(
    entity: LegalEntity,
    suggestion_id: int,
    user: User,
    *,
    discount_limit: Decimal | None = None,
    quantity: Decimal | None = None,
    variant: Item | None = None,
) -> ChangedDocument:
    """Put the suggested item on the document, in place of the line or beside it, at the price that is found now; return what changed.

    Of a suggested master the ``variant`` is put there. Raises ORD-06 without one of its variants, ORD-21 for a line that is picked,
    delivered, invoiced or gone, SUG-01 for what was answered before, QUO-03 for a quotation that was sent, and what lines of orders are
    refused for.
    """
    log = _open(entity, suggestion_id)
    place = place_of(log)
    if variant is None or variant.master_id != log.item_id:
        require_variant(log.item)
        variant = log.item
    values = {"item_id": variant.pk, "quantity": quantity or log.quantity, "unit_id": log.unit_id}
    answers = Answers(overwrite_prices=True, discount_limit=discount_limit)
    replaced, old = None, Decimal(0)
    if log.rule.kind == SuggestionKind.UP_SELL:
        line = place.replaceable(entity, log.line_id or log.quotation_line_id)
        replaced, old = line.pk, line.net_amount
    changed = place.change(entity, log.document.pk, LineEdit(replaced, values), user, answers)
    rate = Rates.load(entity, [changed.currency]).worth(changed.currency, changed.day)
    gained = round_to_step((changed.line.net_amount - old) * rate, entity.currency.precision)
    _answer(entity, log, user, SuggestionState.ACCEPTED, gained_amount=gained)
    return changed


@transaction.atomic
def decline_suggestion(entity: LegalEntity, suggestion_id: int, user: User, *, reason: str = "") -> SuggestionLog:
    """Remember that a suggestion was declined: its rule offers nothing more on this document. Raises SUG-01."""
    log = _open(entity, suggestion_id)
    _answer(entity, log, user, SuggestionState.DECLINED, reason=reason)
    others = place_of(log).logs(entity, log.document.pk).waiting().filter(rule=log.rule_id)
    others.update(state=SuggestionState.DECLINED, answered_by=user, answered_at=timezone.now())
    audit.record(entity, user, "suggestion declined", [log.document], reason=reason or str(log.rule))
    return log


@transaction.atomic
def postpone_suggestion(entity: LegalEntity, suggestion_id: int) -> SuggestionLog:
    """Leave a suggestion among those of the document. Raises SUG-01."""
    log = _open(entity, suggestion_id)
    log.state = SuggestionState.LATER
    log.save(update_fields=["state"])
    return log


def _open(entity: LegalEntity, suggestion_id: int) -> SuggestionLog:
    """Return a suggestion that waits for its answer, locked: after its document, as whoever deletes a line of that locks them."""
    rows = SuggestionLog.of(entity)
    known: SuggestionLog = rows.get(pk=suggestion_id)
    place_of(known).lock(entity, known.order_id or known.quotation_id)
    log: SuggestionLog = rows.select_related("rule", "order", "quotation").select_for_update(of=("self",)).get(pk=suggestion_id)
    if log.state not in {SuggestionState.SHOWN, SuggestionState.LATER}:
        raise SuggestionAnswered(state=log.get_state_display())
    return log


def _answer(entity: LegalEntity, log: SuggestionLog, user: User, state: SuggestionState, **values: object) -> None:
    changes = {"state": state, "answered_by": user, "answered_at": timezone.now(), **values}
    SuggestionLog.of(entity).filter(pk=log.pk).update(**changes)
