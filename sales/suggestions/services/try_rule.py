"""Try a rule on a line that nobody entered: which conditions hold, and at which price the item would be offered (sales.md §4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from customers.models import Customer
from foundation.inventory.models import Item
from foundation.organization.models import LegalEntity, User
from sales.services.order_lines import LineDraft
from sales.services.preview_rows import preview_new_order
from sales.suggestions.conditions import LineFacts, Verdict, suggested_quantity, verdicts
from sales.suggestions.models import SuggestionRule
from sales.suggestions.services.read_surroundings import priced_as, read_surroundings


@dataclass(frozen=True, slots=True)
class LineToTry:
    """A line as it might be entered."""

    customer: Customer
    item: Item
    quantity: Decimal
    order_type: str


@dataclass(frozen=True, slots=True)
class TriedRule:
    """What a rule says to a line: every condition, whether it fires, and how much would be offered at which price."""

    verdicts: list[Verdict]
    quantity: Decimal
    unit_price: Decimal | None
    currency: str

    @property
    def fires(self) -> bool:
        """Whether all conditions hold."""
        return all(verdict.holds for verdict in self.verdicts)


def try_rule(entity: LegalEntity, rule: SuggestionRule, tested: LineToTry, user: User) -> TriedRule:
    """Return what the rule says; raises what an order of the customer would be refused for. Nothing is written."""
    quantity = suggested_quantity(rule, tested.quantity)
    rows = {0: LineDraft(item_id=tested.item.pk, quantity=tested.quantity)}
    for item_id in priced_as(entity, [rule]).values():
        rows[1] = LineDraft(item_id=item_id, quantity=quantity)
    preview = preview_new_order(entity, tested.customer.pk, {}, rows, user, order_type="journal")
    line, offered = preview.rows.get(0), preview.rows.get(1)
    amount = line.line.net_amount if line else Decimal(0)
    facts = LineFacts(tested.item, tested.quantity, amount, tested.customer, tested.order_type)
    known = verdicts(rule, facts, read_surroundings(entity, [rule], tested.customer.pk))
    return TriedRule(known, quantity, offered.line.unit_price if offered else None, preview.work.order.currency_id)
