"""The app configuration of suggestions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuggestionsConfig(AppConfig):
    """The room of product lists, up-sell and cross-sell."""

    name = "sales.suggestions"
    label = "suggestions"
    verbose_name = _("Suggestions")

    def ready(self) -> None:
        """Hear of lines that people enter."""
        from sales.suggestions import subscribers  # noqa: F401 -- it subscribes
