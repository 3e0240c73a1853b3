"""The app configuration of the ledger room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """The ledger room of the foundation."""

    name = "foundation.ledger"
    label = "ledger"
    verbose_name = _("Ledger")

    def ready(self) -> None:
        """Let the ledger speak before a period is closed."""
        from foundation.ledger import subscribers  # noqa: F401 -- subscribes
