"""The app configuration of backorders."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackordersConfig(AppConfig):
    """The backorders app."""

    name = "backorders"
    verbose_name = _("Backorders")

    def ready(self) -> None:
        """Say who sends messages to customers."""
        from backorders.services.send_notice import SEND_NOTICE, send_notice
        from foundation.documents.services.outbox import register_outbox_handler

        register_outbox_handler(SEND_NOTICE, send_notice, repeatable=False)
