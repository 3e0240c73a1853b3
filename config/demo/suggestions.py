"""What clerks of the demo suggest to customers: two rules, a list for bars, and open orders and quotations that call for them."""

from __future__ import annotations

from config.demo.companies import Company
from sales.models import SalesOrder
from sales.quotations.models import Quotation
from sales.quotations.statuses import QuotationStatus
from sales.statuses import SalesStatus
from sales.suggestions.models import ProductList, ProductListItem, QuantityRule, SuggestionKind, SuggestionRule
from sales.suggestions.places import ON_QUOTATIONS
from sales.suggestions.services.offer_suggestions import offer_suggestions

BAR = (("1301", 24), ("1302", 24), ("1303", 12), ("1701", 5))
LATEST = 40


def add_suggestions(company: Company) -> None:
    """Give a company its rules and a product list."""
    entity, items = company.entity, company.items
    bar = ProductList.of(entity).create(legal_entity=entity, code="BAR", name="Bar and restaurant")
    ProductListItem.of(entity).bulk_create(
        ProductListItem(legal_entity=entity, product_list=bar, position=10 * row, item=items[number], quantity=quantity)
        for row, (number, quantity) in enumerate(BAR, start=1)
    )
    SuggestionRule.of(entity).bulk_create(
        [
            SuggestionRule(
                legal_entity=entity,
                code="BIGGER-PAN",
                name="The larger frying pan",
                kind=SuggestionKind.UP_SELL,
                trigger_item=items["1001"],
                item=items["1002"],
                script="For a few euros more you have the pan that restaurants use.",
            ),
            SuggestionRule(
                legal_entity=entity,
                code="BEANS",
                name="Coffee with the grinder",
                kind=SuggestionKind.CROSS_SELL,
                priority=2,
                trigger_item=items["1602"],
                item=items["1701"],
                quantity_rule=QuantityRule.PER_UNITS,
                quantity=5,
                script="Shall I add five kilos of the house blend to each grinder?",
            ),
        ]
    )


def offer_on_open_orders(company: Company) -> None:
    """Let the latest open orders show what is suggested."""
    open_orders = SalesOrder.of(company.entity).filter(status=SalesStatus.OPEN).order_by("-pk")
    for key in open_orders.values_list("pk", flat=True)[:LATEST]:
        offer_suggestions(company.entity, key, None)


def offer_on_open_quotations(company: Company) -> None:
    """Let the quotations that nobody sent yet show what is suggested."""
    drafts = Quotation.of(company.entity).open().filter(status=QuotationStatus.CREATED).order_by("-pk")
    for key in drafts.values_list("pk", flat=True)[:LATEST]:
        offer_suggestions(company.entity, key, None, ON_QUOTATIONS)
