"""The app configuration of purchasing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PurchasingConfig(AppConfig):
    """The purchasing app."""

    name = "purchasing"
    verbose_name = _("Purchasing")

    def ready(self) -> None:
        """Say what must hold of receipts, and tell sales who delivers directly."""
        from purchasing import ledger_checks, subscribers  # noqa: F401 -- they subscribe
        from purchasing.services.cancellation_notices import notices_of
        from purchasing.services.deliver_direct import sources
        from sales.cancellation_notices import register_cancellation_notices
        from sales.direct_delivery import register_sources

        ledger_checks.register()
        register_sources(sources)
        register_cancellation_notices(notices_of)
