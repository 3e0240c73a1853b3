"""The app configuration of the batch room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BatchConfig(AppConfig):
    """The batch room of the foundation."""

    name = "foundation.batch"
    label = "batch"
    verbose_name = _("Batch")
