"""Addresses of the pages of suggestions, below a legal entity."""

from django.urls import path

from sales.suggestions.views import answers
from sales.suggestions.views.setup import setup_patterns

app_name = "suggestions"

urlpatterns = [
    path("<int:pk>/accept/", answers.AcceptSuggestion.as_view(), name="accept"),
    path("<int:pk>/decline/", answers.DeclineSuggestion.as_view(), name="decline"),
    path("<int:pk>/later/", answers.PostponeSuggestion.as_view(), name="later"),
    path("orders/<int:pk>/from-list/", answers.ChooseListAction.as_view(), name="order-from-list"),
    path("orders/<int:pk>/from-list/lines/", answers.FromListAction.as_view(), name="order-from-list-lines"),
    *setup_patterns,
]
