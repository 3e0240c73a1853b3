"""The app configuration of sales quotations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuotationsConfig(AppConfig):
    """The room of quotations above the core of sales."""

    name = "sales.quotations"
    label = "quotations"
    verbose_name = _("Sales quotations")
