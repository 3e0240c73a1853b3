"""Addresses of the pages of suggestions, below a legal entity."""

from django.urls import path

from sales.suggestions.views import answers
from sales.suggestions.views.setup import setup_patterns

app_name = "suggestions"

urlpatterns = [
    path("<int:pk>/accept/", answers.AcceptSuggestion.as_view(), name="accept"),
    path("<int:pk>/decline/", answers.DeclineSuggestion.as_view(), name="decline"),
    path("<int:pk>/later/", answers.PostponeSuggestion.as_view(), name="later"),
    path("quotations/<int:pk>/accept/", answers.AcceptOnQuotation.as_view(), name="quotation-accept"),
    path("quotations/<int:pk>/decline/", answers.DeclineOnQuotation.as_view(), name="quotation-decline"),
    path("quotations/<int:pk>/later/", answers.PostponeOnQuotation.as_view(), name="quotation-later"),
    path("orders/<int:pk>/from-list/", answers.ChooseListAction.as_view(), name="order-from-list"),
    path("orders/<int:pk>/from-list/lines/", answers.FromListAction.as_view(), name="order-from-list-lines"),
    *setup_patterns,
]
