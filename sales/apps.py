"""The app configuration of sales."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    """The sales app."""

    name = "sales"
    verbose_name = _("Sales")

    def ready(self) -> None:
        """Tell the floors below what sales knows, and what must hold of it."""
        from sales import ledger_checks
        from sales.services import exposure

        exposure.register()
        ledger_checks.register()
