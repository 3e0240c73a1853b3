"""The app configuration of invoicing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvoicingConfig(AppConfig):
    """The invoicing app."""

    name = "invoicing"
    verbose_name = _("Invoicing")
