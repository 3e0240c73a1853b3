"""The app configuration of sales."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    """The sales app."""

    name = "sales"
    verbose_name = _("Sales")
