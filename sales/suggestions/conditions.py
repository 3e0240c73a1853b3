"""Whether a rule fires for a line: every condition by itself, with words that say what fails. Pure (sales.md §4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from foundation.errors import Text
from foundation.inventory.models import Item
from sales.suggestions.models import QuantityRule, SuggestionRule


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What conditions ask of a line: item, quantity in the line's unit, net amount in the order's currency."""

    item: Item
    quantity: Decimal
    amount: Decimal
    customer: Customer
    order_type: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What conditions ask beside the line: the day, what lies free by item in its sales unit, when the customer last bought items,
    and what lists hold.
    """

    today: date
    available: Mapping[int, Decimal] = field(default_factory=dict)
    last_bought: Mapping[int, date] = field(default_factory=dict)
    listed_items: Mapping[int, Collection[int]] = field(default_factory=dict)
    listed_categories: Mapping[int, Collection[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A condition that a rule has, and whether it holds."""

    condition: Text
    holds: bool


def verdicts(rule: SuggestionRule, facts: LineFacts, around: Surroundings) -> list[Verdict]:
    """Return every condition of a rule with whether it holds; the rule fires when all do."""
    quantity = suggested_quantity(rule, facts.quantity)
    bought = around.last_bought.get(rule.item_id)
    days = rule.not_bought_days
    known: list[tuple[bool, Text, bool]] = [
        (True, _("Trigger"), triggers(rule, facts.item, around)),
        (not rule.is_active, _("Active"), False),
        (True, _("Suggested item is sold"), not rule.item.stopped and rule.item.is_active),
        (rule.customer_id is not None, _("Customer"), rule.customer_id == facts.customer.pk),
        (rule.customer_group_id is not None, _("Customer group"), rule.customer_group_id == facts.customer.group_id),
        (rule.minimum_quantity is not None, _("Least quantity of the line"), facts.quantity >= (rule.minimum_quantity or 0)),
        (rule.minimum_amount is not None, _("Least amount of the line"), facts.amount >= (rule.minimum_amount or 0)),
        (bool(rule.order_type), _("Order type"), rule.order_type == facts.order_type),
        (rule.valid_from is not None or rule.valid_to is not None, _("Valid dates"), _is_valid(rule, around.today)),
        (rule.only_in_stock, _("Enough in stock"), around.available.get(rule.item_id, Decimal(0)) >= quantity),
        (days is not None, _("Not bought lately"), bought is None or bought < around.today - timedelta(days=days or 0)),
    ]
    return [Verdict(condition, holds) for asked, condition, holds in known if asked]


def fires(rule: SuggestionRule, facts: LineFacts, around: Surroundings) -> bool:
    """Tell whether all conditions of a rule hold; nothing is suggested for what comes back."""
    return facts.quantity > 0 and all(verdict.holds for verdict in verdicts(rule, facts, around))


def triggers(rule: SuggestionRule, item: Item, around: Surroundings) -> bool:
    """Tell whether an item is what a rule waits for, or a variant of that; never the suggested item itself."""
    named = {item.pk, item.master_id} - {None}
    if rule.item_id in named:
        return False
    if rule.trigger_item_id is not None:
        return rule.trigger_item_id in named
    if rule.trigger_category_id is not None:
        return rule.trigger_category_id == item.category_id
    key = rule.trigger_list_id or 0
    return not named.isdisjoint(around.listed_items.get(key, ())) or item.category_id in around.listed_categories.get(key, ())


def suggested_quantity(rule: SuggestionRule, quantity: Decimal) -> Decimal:
    """Return how much is offered for a quantity of the line; parts of a number of units count as a whole."""
    if rule.quantity_rule == QuantityRule.FIXED:
        return rule.quantity
    if rule.quantity_rule == QuantityRule.PER_UNITS:
        return rule.quantity * (quantity / rule.per_units).to_integral_value(rounding=ROUND_CEILING)
    return quantity


def _is_valid(rule: SuggestionRule, today: date) -> bool:
    return (rule.valid_from is None or rule.valid_from <= today) and (rule.valid_to is None or today <= rule.valid_to)
