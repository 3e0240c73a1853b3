"""The app configuration of the backoffice room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackofficeConfig(AppConfig):
    """The backoffice room of the foundation."""

    name = "foundation.backoffice"
    label = "backoffice"
    verbose_name = _("Backoffice")
