"""Find what is suggested for the lines of an order or a quotation and write down that it was shown (sales.md §4).

One statement when no rule waits for an item on the document; otherwise a fixed number, whatever the number of lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from foundation.organization.models import LegalEntity, User
from sales.services.change_lines import LineEdit
from sales.services.preview_rows import OrderPreview
from sales.services.working_orders import WorkingLine
from sales.suggestions.conditions import LineFacts, Surroundings, fires, suggested_quantity
from sales.suggestions.models import SuggestionKind, SuggestionLog, SuggestionRule, SuggestionState
from sales.suggestions.places import ON_ORDERS, Place
from sales.suggestions.services.read_surroundings import priced_as, read_surroundings

ZERO = Decimal(0)
MOST_LINES = 200


def offer_suggestions(entity: LegalEntity, key: int, user: User | None, place: Place = ON_ORDERS) -> list[SuggestionLog]:
    """Write the suggestions that the lines of a document newly call for and return them, priced for its customer."""
    waiting = SuggestionRule.of(entity).active_on(entity.today()).triggered_by(entity, place.triggers(entity, key)).for_list()
    rules = list(waiting)
    if not rules:
        return []
    preview = place.preview(entity, key, {})
    order, lines = preview.work.order, preview.work.live_lines[:MOST_LINES]
    around = read_surroundings(entity, rules, order.customer_id, order_id=key if place is ON_ORDERS else None)
    pairs = list(_pairs(rules, lines, _Told.of(place, entity, key), around, order.order_type))
    if not pairs:
        return []
    priced = place.preview(entity, key, _edits(pairs, priced_as(entity, [rule for rule, _line in pairs])))
    found = []
    for row, (rule, trigger) in enumerate(pairs):
        if row in priced.rows:
            log = _log(entity, rule, trigger, priced, row, around, user)
            setattr(log, f"{place.relation}_id", key)
            setattr(log, f"{place.line_relation}_id", trigger.line.pk)
            found.append(log)
    return SuggestionLog.of(entity).bulk_create(found, ignore_conflicts=False)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class _Told:
    """What a document was told before: pairs of rule and line, rules that were declined, items that wait for an answer."""

    pairs: set[tuple[int, int | None]]
    declined: set[int]
    offered: set[int]

    @classmethod
    def of(cls, place: Place, entity: LegalEntity, key: int) -> _Told:
        rows = list(place.logs(entity, key).values_list("rule", place.line_relation, "item", "state"))
        open_states = {SuggestionState.SHOWN, SuggestionState.LATER}
        return cls(
            {(rule, line) for rule, line, _item, _state in rows},
            {rule for rule, _line, _item, state in rows if state == SuggestionState.DECLINED},
            {item for _rule, _line, item, state in rows if state in open_states},
        )


def _pairs(
    rules: Sequence[SuggestionRule],
    lines: Sequence[WorkingLine],
    told: _Told,
    around: Surroundings,
    order_type: str,
) -> Iterable[tuple[SuggestionRule, WorkingLine]]:
    """Yield rule and line where the rule fires: once per line, not what is on the document, not what was declined on it."""
    there = {key for line in lines for key in (line.item.pk, line.item.master_id) if key is not None}
    offered = set(told.offered)
    for rule in rules:
        if rule.item_id in there | offered or rule.pk in told.declined:
            continue
        for working in lines:
            line = working.line
            facts = LineFacts(working.item, line.ordered_quantity, line.net_amount, line.order.customer, order_type)
            if (rule.pk, line.pk) not in told.pairs and fires(rule, facts, around):
                offered.add(rule.item_id)
                yield rule, working
                break


def _edits(pairs: Sequence[tuple[SuggestionRule, WorkingLine]], priced: Mapping[int, int]) -> dict[int, LineEdit]:
    """Return every suggested item, or the variant for a master, as a new line, so that its price is found as for any other one."""
    return {
        row: LineEdit(values={"item_id": priced[rule.item_id], "quantity": suggested_quantity(rule, working.line.ordered_quantity)})
        for row, (rule, working) in enumerate(pairs)
        if rule.item_id in priced
    }


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
        item_id=rule.item_id,
        quantity=line.ordered_quantity,
        unit_id=line.unit_id,
        unit_price=line.unit_price,
        net_amount=line.net_amount,
        difference=line.net_amount - old,
        available=around.available.get(rule.item_id, ZERO) if line.item.stocked else None,
        shown_to=user,
    )
