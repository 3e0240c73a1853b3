"""The models of suggestions."""

from sales.suggestions.models.product_list import ProductList, ProductListItem
from sales.suggestions.models.rule import QuantityRule, SuggestionKind, SuggestionRule
from sales.suggestions.models.suggestion import SuggestionLog, SuggestionLogQuerySet, SuggestionState

__all__ = [
    "ProductList",
    "ProductListItem",
    "QuantityRule",
    "SuggestionKind",
    "SuggestionLog",
    "SuggestionLogQuerySet",
    "SuggestionRule",
    "SuggestionState",
]
