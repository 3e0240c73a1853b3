"""The addresses of suggestions."""

from __future__ import annotations

from foundation.backoffice.api.code_tables import code_table
from foundation.backoffice.api.routes import Route
from sales.suggestions.api.viewsets import QuotationSuggestionViewSet, SuggestionRuleViewSet, SuggestionViewSet
from sales.suggestions.models import ProductList

ROUTES = [
    Route("suggestions", SuggestionViewSet),
    Route("quotation-suggestions", QuotationSuggestionViewSet),
    Route("suggestion-rules", SuggestionRuleViewSet),
    Route("product-lists", code_table(ProductList, "name", "valid_from", "valid_to", "is_active")),
]
