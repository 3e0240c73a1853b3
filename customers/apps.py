"""The app configuration of customers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from customers import ledger_checks


class CustomersConfig(AppConfig):
    """The customers app."""

    name = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        """Register what must hold between the customers' account and the ledger."""
        ledger_checks.register()
