"""The app configuration of backorders."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackordersConfig(AppConfig):
    """The backorders app."""

    name = "backorders"
    verbose_name = _("Backorders")

    def ready(self) -> None:
        """Say who sends messages to customers, and that their text can be written."""
        from backorders.notice_text import NOTICE_KIND
        from backorders.services.send_notice import SEND_NOTICE, send_notice
        from foundation.documents.mail_kinds import register_mail_kind
        from foundation.documents.services.outbox import register_outbox_handler

        register_outbox_handler(SEND_NOTICE, send_notice, repeatable=False)
        register_mail_kind(NOTICE_KIND)
