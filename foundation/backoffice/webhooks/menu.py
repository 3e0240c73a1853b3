"""What webhooks add to the shell: their pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.registry import register_menu


def register() -> None:
    """Put the pages into the menu."""
    register_menu("administration", _("Webhooks"), "webhooks:subscriptions", "webhooks.view_webhook", icon="send", order=214)
    register_menu("administration", _("Webhook deliveries"), "webhooks:deliveries", "webhooks.view_webhook", icon="history", order=215)
