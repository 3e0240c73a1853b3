"""The app configuration of purchasing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PurchasingConfig(AppConfig):
    """The purchasing app."""

    name = "purchasing"
    verbose_name = _("Purchasing")

    def ready(self) -> None:
        """Say what must hold of receipts."""
        from purchasing import ledger_checks

        ledger_checks.register()
