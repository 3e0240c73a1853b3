"""The app configuration of the webhooks room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    """The webhooks room of the foundation."""

    name = "foundation.webhooks"
    label = "webhooks"
    verbose_name = _("Webhooks")

    def ready(self) -> None:
        """Listen to the rooms below."""
        from foundation.webhooks import subscribers  # noqa: F401 -- subscribes
