"""The app configuration of the documents room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """The documents room of the foundation."""

    name = "foundation.documents"
    label = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        """Listen to events, and say who sends e-mail; a second delivery of the same e-mail would do harm."""
        from foundation.documents import subscribers  # noqa: F401 -- subscribes
        from foundation.documents.services.batch_alerts import KIND, send_alert
        from foundation.documents.services.outbox import register_outbox_handler
        from foundation.documents.services.send_mail import send_mail

        register_outbox_handler("email", send_mail, repeatable=False)
        register_outbox_handler(KIND, send_alert, repeatable=False)
