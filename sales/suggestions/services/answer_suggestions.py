"""Accept a suggestion, decline it for the order, or leave it for later (sales.md §4)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from foundation.inventory.models import InventoryTransaction, StockStatus
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.models import SalesOrderLine
from sales.services import stock
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.exchange import Rates
from sales.services.working_orders import WorkingOrder
from sales.suggestions.errors import LineNotReplaceable, SuggestionAnswered
from sales.suggestions.models import SuggestionKind, SuggestionLog, SuggestionState


@transaction.atomic
def accept_suggestion(
    entity: LegalEntity, suggestion_id: int, user: User, *, discount_limit: Decimal | None = None, quantity: Decimal | None = None
) -> WorkingOrder:
    """Put the suggested item on the order, in place of the line or beside it, at the price that is found now; return the order.

    Raises ORD-21 for a line that is picked, delivered, invoiced or gone, SUG-01 for what was answered before, and what lines
    of orders are refused for.
    """
    log = _open(entity, suggestion_id)
    values = {"item_id": log.item_id, "quantity": quantity or log.quantity, "unit_id": log.unit_id}
    answers = Answers(overwrite_prices=True, discount_limit=discount_limit)
    replaces = log.rule.kind == SuggestionKind.UP_SELL
    if replaces:
        old = _replaceable(entity, log).net_amount
        work = change_lines(entity, log.order_id, [LineEdit(log.line_id, values)], user, answers)
        line = next(working.line for working in work.lines if working.line.pk == log.line_id)
        origin = SalesOrderLine.Origin.UP_SELL
    else:
        old = Decimal(0)
        work = change_lines(entity, log.order_id, [LineEdit(values=values)], user, answers)
        line = max((working.line for working in work.lines), key=lambda known: known.line_number)
        origin = SalesOrderLine.Origin.CROSS_SELL
    SalesOrderLine.of(entity).filter(pk=line.pk).update(origin=origin)
    rate = Rates.load(entity, [work.order.currency_id]).worth(work.order.currency_id, work.order.order_date)
    gained = round_to_step((line.net_amount - old) * rate, entity.currency.precision)
    _answer(entity, log, user, SuggestionState.ACCEPTED, gained_amount=gained)
    return work


@transaction.atomic
def decline_suggestion(entity: LegalEntity, suggestion_id: int, user: User, *, reason: str = "") -> SuggestionLog:
    """Remember that a suggestion was declined: its rule offers nothing more on this order. Raises SUG-01."""
    log = _open(entity, suggestion_id)
    _answer(entity, log, user, SuggestionState.DECLINED, reason=reason)
    others = SuggestionLog.of(entity).of_order(log.order_id).waiting().filter(rule=log.rule_id)
    others.update(state=SuggestionState.DECLINED, answered_by=user, answered_at=timezone.now())
    audit.record(entity, user, "suggestion declined", [log.order], reason=reason or str(log.rule))
    return log


@transaction.atomic
def postpone_suggestion(entity: LegalEntity, suggestion_id: int) -> SuggestionLog:
    """Leave a suggestion among those of the order. Raises SUG-01."""
    log = _open(entity, suggestion_id)
    log.state = SuggestionState.LATER
    log.save(update_fields=["state"])
    return log


def _open(entity: LegalEntity, suggestion_id: int) -> SuggestionLog:
    """Return a suggestion that waits for its answer, locked."""
    rows = SuggestionLog.of(entity).select_related("rule", "order").select_for_update(of=("self",))
    log: SuggestionLog = rows.get(pk=suggestion_id)
    if log.state not in {SuggestionState.SHOWN, SuggestionState.LATER}:
        raise SuggestionAnswered(state=log.get_state_display())
    return log


def _replaceable(entity: LegalEntity, log: SuggestionLog) -> SalesOrderLine:
    """Return the trigger line of an up-sell; raises ORD-21 when it is on its way or gone."""
    line: SalesOrderLine | None = SalesOrderLine.of(entity).filter(pk=log.line_id).first()
    if line is None or line.delivered_quantity or line.invoiced_quantity or line.cancelled_quantity:
        raise LineNotReplaceable()
    rows = InventoryTransaction.of(entity).of_origin(stock.ORIGIN, [line.pk])
    if rows.filter(status=StockStatus.PICKED).exists():
        raise LineNotReplaceable()
    return line


def _answer(entity: LegalEntity, log: SuggestionLog, user: User, state: SuggestionState, **values: object) -> None:
    changes = {"state": state, "answered_by": user, "answered_at": timezone.now(), **values}
    SuggestionLog.of(entity).filter(pk=log.pk).update(**changes)
