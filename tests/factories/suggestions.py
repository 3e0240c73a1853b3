"""Builders for suggestions: rules in one line each."""

from __future__ import annotations

from typing import Any

from sales.models import SalesOrder
from sales.quotations.models import Quotation
from sales.quotations.services.enter_quotations import tell_quoted
from sales.services.enter_orders import OrderDraft
from sales.services.revise_order import enter_order
from sales.suggestions.models import SuggestionLog, SuggestionRule
from sales.suggestions.places import ON_ORDERS, ON_QUOTATIONS
from tests.factories.company import Company
from tests.factories.quotations import quotation
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
    return list(ON_ORDERS.logs(company.entity, order.pk).for_panel(company.entity))


def typed_quotation(company: Company, *lines: Line, **values: Any) -> Quotation:
    """Enter a quotation as a person does in the form."""
    made = quotation(company, *lines, **values)
    tell_quoted(company.entity, made.pk, company.user("OC"))
    return made


def quotation_offers(company: Company, known: Quotation) -> list[SuggestionLog]:
    """Return what the page of a quotation offers."""
    return list(ON_QUOTATIONS.logs(company.entity, known.pk).for_panel(company.entity))
