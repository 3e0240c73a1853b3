"""The app configuration of the documents room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """The documents room of the foundation."""

    name = "foundation.documents"
    label = "documents"
    verbose_name = _("Documents")
