"""The app configuration of the security room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SecurityConfig(AppConfig):
    """The security room of the foundation."""

    name = "foundation.security"
    label = "security"
    verbose_name = _("Security")

    def ready(self) -> None:
        """Listen to what happens to accounts."""
        from foundation.security import subscribers  # noqa: F401 -- subscribes
