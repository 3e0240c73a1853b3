"""The app configuration of the backoffice room."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class BackofficeConfig(AppConfig):
    """The backoffice room of the foundation."""

    name = "foundation.backoffice"
    label = "backoffice"
    verbose_name = _("Backoffice")

    def ready(self) -> None:
        """Load what every app adds to the shell, and check that every route asks for a permission."""
        from foundation.backoffice import subscribers  # noqa: F401 -- subscribes
        from foundation.backoffice.checks import check_permissions

        register(check_permissions)
        autodiscover_modules("pages")
