"""The addresses of suggestions."""

from __future__ import annotations

from foundation.backoffice.api.routes import Route
from sales.suggestions.api.setup import ProductListViewSet, SuggestionReportViewSet, SuggestionRuleViewSet
from sales.suggestions.api.viewsets import QuotationSuggestionViewSet, SuggestionViewSet

ROUTES = [
    Route("suggestions", SuggestionViewSet),
    Route("quotation-suggestions", QuotationSuggestionViewSet),
    Route("suggestion-rules", SuggestionRuleViewSet),
    Route("suggestion-report", SuggestionReportViewSet),
    Route("product-lists", ProductListViewSet),
]
