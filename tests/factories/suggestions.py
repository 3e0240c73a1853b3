"""Builders for suggestions: rules in one line each."""

from __future__ import annotations

from typing import Any

from sales.models import SalesOrder
from sales.services.enter_orders import OrderDraft
from sales.services.revise_order import enter_order
from sales.suggestions.models import SuggestionLog, SuggestionRule
from tests.factories.company import Company
from tests.factories.sales import Line, order_draft


def rule(company: Company, trigger: str, item: str, kind: str = "cross_sell", **values: Any) -> SuggestionRule:
    """Make a rule that suggests an item for another one."""
    made: SuggestionRule = SuggestionRule.of(company.entity).create(
        legal_entity=company.entity,
        code=values.pop("code", f"{trigger}-{item}"),
        name=f"{item} with {trigger}",
        kind=kind,
        trigger_item=company.items[trigger] if trigger else None,
        item=company.items[item],
        **values,
    )
    return made


def typed_order(company: Company, *lines: Line, **values: Any) -> SalesOrder:
    """Enter an order as a person does in the form."""
    draft: OrderDraft = order_draft(company, *lines, **values)
    entered = enter_order(company.entity, draft, company.user("OC")).orders[0]
    found: SalesOrder = SalesOrder.of(company.entity).get(pk=entered.pk)
    return found


def offers(company: Company, order: SalesOrder) -> list[SuggestionLog]:
    """Return what the page of an order offers."""
    return list(SuggestionLog.of(company.entity).for_panel(company.entity, order.pk))
