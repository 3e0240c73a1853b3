"""Find what is suggested for the lines of an order and write down that it was shown (sales.md §4).

One statement when no rule waits for an item on the order; otherwise a fixed number, whatever the number of lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from foundation.organization.models import LegalEntity, User
from sales.services.change_lines import Answers, LineEdit
from sales.services.preview_rows import OrderPreview, preview_order_change
from sales.services.working_orders import WorkingLine
from sales.suggestions.conditions import LineFacts, Surroundings, fires, suggested_quantity
from sales.suggestions.models import SuggestionKind, SuggestionLog, SuggestionRule, SuggestionState
from sales.suggestions.services.read_surroundings import read_surroundings

ZERO = Decimal(0)
MOST_LINES = 200


def offer_suggestions(entity: LegalEntity, order_id: int, user: User | None) -> list[SuggestionLog]:
    """Write the suggestions that the lines of an order newly call for and return them, priced for its customer."""
    waiting = SuggestionRule.of(entity).active_on(entity.today()).triggered_by(entity, order_id).for_list()
    rules = list(waiting)
    if not rules:
        return []
    preview = preview_order_change(entity, order_id, {}, {}, Answers())
    order, lines = preview.work.order, preview.work.live_lines[:MOST_LINES]
    around = read_surroundings(entity, rules, order.customer_id, order_id=order_id)
    known = list(SuggestionLog.of(entity).of_order(order_id))
    pairs = list(_pairs(rules, lines, known, around, order.order_type))
    if not pairs:
        return []
    priced = _priced(entity, order_id, pairs)
    found = [_log(entity, rule, line, priced, row, around, user) for row, (rule, line) in enumerate(pairs) if row in priced.rows]
    return SuggestionLog.of(entity).bulk_create(found, ignore_conflicts=False)  # type: ignore[no-any-return]


def _pairs(
    rules: Sequence[SuggestionRule],
    lines: Sequence[WorkingLine],
    known: Sequence[SuggestionLog],
    around: Surroundings,
    order_type: str,
) -> Iterable[tuple[SuggestionRule, WorkingLine]]:
    """Yield rule and line where the rule fires: once per line, not what is on the order, not what was declined on it."""
    there = {line.item.pk for line in lines}
    told = {(log.rule_id, log.line_id) for log in known}
    declined = {log.rule_id for log in known if log.state == SuggestionState.DECLINED}
    offered = {log.item_id for log in known if log.state in {SuggestionState.SHOWN, SuggestionState.LATER}}
    for rule in rules:
        if rule.item_id in there | offered or rule.pk in declined:
            continue
        for working in lines:
            line = working.line
            facts = LineFacts(working.item, line.ordered_quantity, line.net_amount, line.order.customer, order_type)
            if (rule.pk, line.pk) not in told and fires(rule, facts, around):
                offered.add(rule.item_id)
                yield rule, working
                break


def _priced(entity: LegalEntity, order_id: int, pairs: Sequence[tuple[SuggestionRule, WorkingLine]]) -> OrderPreview:
    """Return the order with every suggested item as a line: the price is found as for any other line."""
    edits = {
        row: LineEdit(values={"item_id": rule.item_id, "quantity": suggested_quantity(rule, working.line.ordered_quantity)})
        for row, (rule, working) in enumerate(pairs)
    }
    return preview_order_change(entity, order_id, {}, edits, Answers())


def _log(
    entity: LegalEntity,
    rule: SuggestionRule,
    trigger: WorkingLine,
    priced: OrderPreview,
    row: int,
    around: Surroundings,
    user: User | None,
) -> SuggestionLog:
    line = priced.rows[row].line
    old = trigger.line.net_amount if rule.kind == SuggestionKind.UP_SELL else ZERO
    return SuggestionLog(
        legal_entity=entity,
        rule=rule,
        order_id=trigger.line.order_id,
        line_id=trigger.line.pk,
        item_id=rule.item_id,
        quantity=line.ordered_quantity,
        unit_id=line.unit_id,
        unit_price=line.unit_price,
        net_amount=line.net_amount,
        difference=line.net_amount - old,
        available=around.available.get(rule.item_id, ZERO) if rule.item.stocked else None,
        shown_to=user,
    )
