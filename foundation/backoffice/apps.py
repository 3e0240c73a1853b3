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
        from foundation.backoffice.exports.make import give_up_export, make_export
        from foundation.backoffice.exports.queue import KIND as EXPORT
        from foundation.backoffice.imports.steps import KIND as IMPORT
        from foundation.backoffice.imports.steps import give_up_import, work_import
        from foundation.documents.services.outbox import register_outbox_handler

        register(check_permissions)
        register_outbox_handler(EXPORT, make_export, gave_up=give_up_export)
        register_outbox_handler(IMPORT, work_import, gave_up=give_up_import)
        autodiscover_modules("pages")
